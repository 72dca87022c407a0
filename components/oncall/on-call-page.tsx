import { useTranslations } from "next-intl";
import { useId } from "react";
import type { MemberView } from "@/lib/members/schema.ts";
import type { ProjectView } from "@/lib/projects/schema.ts";
import { Frame } from "./frame.tsx";
import { Counts, Headline } from "./headline.tsx";
import { ModuleCard } from "./module-card.tsx";
import { needsSomebody, type OnCallState, type Place, statesOf } from "./modules.ts";
import styles from "./oncall.module.css";
import { OtherModules } from "./other-modules.tsx";
import { People } from "./people.tsx";
import { Recent } from "./recent.tsx";
import { Running } from "./running.tsx";

/** More would be no help at night, and heavy on a phone; the others follow in a line each. */
const MOST_CARDS = 5;

function matches({ module, place }: OnCallState, sought: string): boolean {
  return `${module.key} ${module.name} ${module.owner} ${place.environment.name}`.toLowerCase().includes(sought.toLowerCase());
}

type Props = {
  places: readonly Place[];
  projects: readonly { project: ProjectView; members: MemberView[] }[];
  /** What the reader looks for among the others. */
  sought: string;
  /** Milliseconds since the epoch. */
  now: number;
};

/** Everything for one hand at night: what is wrong, what changed just before, and the way back. */
export function OnCallPage({ places, projects, sought, now }: Props) {
  const t = useTranslations("oncall");
  const states = statesOf(places, now);
  const urgent = states.filter(needsSomebody);
  const cards = urgent.slice(0, MOST_CARDS);
  const others = states.filter((state) => !cards.includes(state) && matches(state, sought));
  return (
    <Frame>
      <div data-live="status">
        <Headline states={states} now={now} />
      </div>
      <div data-live="body">
        <Section title={t("changes.title")} note={t("changes.span")}>
          <Recent places={places} />
        </Section>
        <Section title={t("attention")} note={<Counts states={states} now={now} />}>
          {cards.map((state) => (
            <ModuleCard
              key={`${state.place.project.key} ${state.place.environment.key} ${state.module.key}`}
              state={state}
              named={places.length > 1}
              now={now}
            />
          ))}
          {urgent.length === 0 && <p className="dim">{t("nothingUrgent")}</p>}
          <OtherModules states={others} sought={sought} named={places.length > 1} />
        </Section>
        <Section title={t("running.title")}>
          <Running places={places} />
        </Section>
        <Section title={t("people.title")} note={t("people.note")}>
          <People projects={projects} />
        </Section>
      </div>
    </Frame>
  );
}

type SectionProps = { title: string; note?: React.ReactNode; children: React.ReactNode };

function Section({ title, note, children }: SectionProps) {
  const id = useId();
  return (
    <section className={`section ${styles.section}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note && <span className="small">{note}</span>}
      </header>
      {children}
    </section>
  );
}
