import { useTranslations } from "next-intl";
import { AxisDrawing } from "@/components/switches/axis.tsx";
import { useBesideWords } from "@/components/switches/beside-words.ts";
import type { ModuleSwitches } from "@/components/switches/modules.ts";
import { Failure } from "@/components/switches/refusals.tsx";
import { placeOf, useSwitchWords } from "@/components/switches/words.ts";
import { Icon } from "@/components/ui/icon.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { ApiError, environmentPath, type Problem } from "@/lib/platform/api-client.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import { type Choice, changeOffer, moduleOffer, type Offer, standOf } from "./choices.ts";
import { Facts } from "./facts.tsx";
import { HoldForms } from "./hold-forms.tsx";
import { choiceHref, STRAIGHT, sheetHref, type Where } from "./modules.ts";
import styles from "./oncall.module.css";
import { Terminal } from "./terminal.tsx";

type SheetProps = {
  place: Where;
  module: string;
  switches: ModuleSwitches;
  histories: Parameters<typeof moduleOffer>[2];
  /** The change to take back; null for the whole module. */
  change: ChangeView | null;
  /** Why the form just sent was not done. */
  problem: Problem | null;
  /** Makes a second press of the same page count once. */
  formKey: string;
  origin: string;
  mayRollBack: boolean;
  /** The whole way back is offered first. */
  straight: boolean;
  /** The module stands elsewhere as well. */
  elsewhere: boolean;
};

/** The one page for going back: what moves and what stops, then one button. A plain form, so it needs no script. */
export function RollbackSheet(props: SheetProps) {
  const { place, module, switches, histories, change, problem, formKey, origin, mayRollBack, straight, elsewhere } = props;
  const t = useTranslations("oncall");
  const words = useTranslations("words");
  const offer = change ? changeOffer(switches, change) : moduleOffer(module, switches, histories, straight);
  const environment = environmentPath(place.project.key, place.environment.key);
  const asked = straight ? STRAIGHT : {};
  const back = sheetHref(place, module, change ? { switch: change.switch, version: String(change.version) } : asked);
  return (
    <section className={styles.sheet} data-stand={standOf(switches)}>
      <h1 className={styles.title}>{t("rollBack", { name: module })}</h1>
      <p className="dim">
        {place.project.name} · {place.environment.name}
      </p>
      {problem && <Failure error={new ApiError(problem)} />}
      {!mayRollBack && <p className="dim">{t("sheet.forbidden", { role: words("role.operator") })}</p>}
      {!offer || offer.choices.length === 0 ? (
        <p className="dim">{t("sheet.nothing", { name: module })}</p>
      ) : (
        <form id="act" method="post" action={`/api/v1${environment}${offer.path}`} data-insist>
          <input type="hidden" name="back" value={back} />
          <input type="hidden" name="key" value={formKey} />
          <Choices offer={offer} />
          <div data-live="facts">
            <Facts module={module} switches={switches} choice={offer.choices[0] as Choice} />
          </div>
          {mayRollBack && (
            <button type="submit" className={`btn back big ${styles.confirm}`}>
              <Icon name="back" />
              <ConfirmWords name={module} offer={offer} />
            </button>
          )}
          <p className="note small">{t("sheet.note")}</p>
        </form>
      )}
      <p className={styles.leave}>
        <a href="/oncall">{t("sheet.cancel")}</a>
        {change && <a href={sheetHref(place, module)}>{t("sheet.whole", { name: module })}</a>}
        {elsewhere && <a href={choiceHref(module)}>{t("sheet.elsewhere", { name: module })}</a>}
      </p>
      {mayRollBack && <HoldForms switches={switches} action={`/api/v1${environment}`} back={back} formKey={formKey} />}
      {offer?.choices[0] && (
        <Terminal
          origin={origin}
          place={{ project: place.project.key, environment: place.environment.key }}
          path={offer.path}
          to={offer.choices[0].to}
        />
      )}
    </section>
  );
}

/** With one way the button names it whole; with two the rows above it do. */
function ConfirmWords({ name, offer }: { name: string; offer: Offer }) {
  const t = useTranslations("oncall");
  const title = useChoiceTitle();
  const [only, ...more] = offer.choices;
  return only && more.length === 0 ? t("sheet.confirmTo", { name, target: title(only) }) : t("sheet.confirm", { name });
}

function Choices({ offer: { choices } }: { offer: Offer }) {
  const t = useTranslations("oncall");
  const title = useChoiceTitle();
  const explain = useExplanation();
  const [first] = choices;
  return (
    <>
      {first && <Legs choice={first} />}
      {choices.length === 1 ? (
        <>
          <p className="small dim">{first && explain(first)}</p>
          <input type="hidden" name="to" value={first?.to ?? ""} />
        </>
      ) : (
        <fieldset className="pick">
          <legend className="visually-hidden">{t("sheet.where")}</legend>
          {choices.map((choice, index) => (
            <label key={choice.id}>
              <input type="radio" name="to" value={choice.to} defaultChecked={index === 0} />
              <span>
                {title(choice)}
                <span className="small">{explain(choice)}</span>
                {index > 0 && <Beside choice={choice} />}
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}

/** The axes that move by the first choice, in order, from where to where. */
function Legs({ choice }: { choice: Choice }) {
  const words = useSwitchWords();
  const beside = useBesideWords();
  return choice.legs.map(({ view, to, beside: changes }) => (
    <div className="move" key={view.key}>
      <AxisDrawing view={to} />
      <span className="value">
        <span className="dim">{words.place(placeOf(view))}</span> → <span className="c-old">{words.place(placeOf(to))}</span>
      </span>
      <span className="small">{words.axis(view.axis)}</span>
      {beside(changes).map((told) => (
        <span className="small" key={told}>
          {told}
        </span>
      ))}
    </div>
  ));
}

/** The rules and the policy that change by a choice whose legs are not shown. */
function Beside({ choice: { legs } }: { choice: Choice }) {
  const words = useSwitchWords();
  const format = useFormat();
  const beside = useBesideWords();
  return legs.flatMap((leg) =>
    beside(leg.beside).map((told) => (
      <span className="small" key={`${leg.view.key} ${told}`}>
        {format.labelled(words.axis(leg.view.axis), told)}
      </span>
    )),
  );
}

function useChoiceTitle(): (choice: Choice) => string {
  const t = useTranslations("oncall");
  const format = useFormat();
  const words = useSwitchWords();
  return ({ id, legs }) => {
    if (id === "old") return t("sheet.straight");
    return format.list(
      legs.map(({ view, to }) => t("sheet.axisTo", { axis: words.axis(view.axis), place: words.place(placeOf(to)) })),
    );
  };
}

/** Since when the state stood, or what the way costs. */
function useExplanation(): (choice: Choice) => string {
  const t = useTranslations("oncall");
  const format = useFormat();
  return ({ id, since, minutes, legs }) => {
    const steps = legs.reduce((sum, leg) => sum + leg.steps.length, 0);
    if (id === "version") return t("sheet.before");
    if (id === "old")
      return t(legs.some(({ view }) => view.axis === "data") ? "sheet.straightData" : "sheet.straightPath", { steps });
    return since === null
      ? ""
      : t(minutes !== null && minutes >= 10 ? "sheet.stood" : "sheet.previous", {
          time: format.time(since),
          minutes: minutes ?? 0,
        });
  };
}
