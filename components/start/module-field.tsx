import { useTranslations } from "next-intl";
import type { FieldSpec } from "@/components/form/fields.tsx";
import { Health } from "@/components/ui/mark.tsx";
import { useFormat } from "@/components/ui/use-format.ts";
import { AXES, switchKey } from "@/lib/core/stages/positions.ts";
import { LONGEST_KEY } from "@/lib/core/text/key.ts";
import { type Listed, type ListFault, LONGEST_TEXT, MOST_MODULES, moduleList } from "@/lib/core/text/module-list.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import styles from "./start.module.css";

type Listing = { values: { modules: string }; problem: Error | null };

/** The field for a list of modules: below it what each line comes to, or what is wrong with it. */
export function useModuleField({ values, problem }: Listing, hint: string): FieldSpec<"modules"> {
  const t = useTranslations("start");
  const attributes = { spellCheck: false, autoCapitalize: "off" };
  const below = <ModuleLines text={values.modules} problem={problem} />;
  return { name: "modules", label: t("modules"), hint, kind: "lines", rows: 6, attributes, below };
}

/** What is sent for the lines of a list without faults. */
export function bodiesOf(text: string) {
  return moduleList(text).modules.map(({ line: _, ...module }) => module);
}

/** What is wrong is shown of every line, what is right of the first. */
const MOST_SHOWN = 20;

function ModuleLines({ text, problem }: { text: string; problem: Error | null }) {
  const t = useTranslations("start");
  const format = useFormat();
  const { modules, faults } = moduleList(text);
  const refused = refusedOf(problem, modules);
  const lines = [
    ...modules.map((module, index) => ({ line: module.line, module, against: refused.get(index) ?? null })),
    ...faults.map((fault) => ({ line: fault.line, module: null, against: fault })),
  ].sort((a, b) => a.line - b.line);
  const wrong = lines.filter(({ against }) => against !== null).length;
  const shown = lines.filter(({ against }, index) => against !== null || index < MOST_SHOWN);
  const more = lines.length - shown.length;
  return (
    <div className={styles.lines}>
      <p className="small" role="status">
        {modules.length > 0 && wrong === 0 && t("count", { count: modules.length })}
        {wrong > 0 && t("faulty", { count: wrong })}
      </p>
      <ul className="list">
        {shown.map(({ line, module, against }) => (
          <li key={line}>
            <span className="small mute">{t("line", { line })}</span>
            {against ? (
              <Health state="bad" long>
                <Against {...against} />
              </Health>
            ) : (
              module && (
                <span>
                  <b>{module.key}</b> {format.list([module.name === module.key ? "" : module.name, module.owner].filter(Boolean))}
                  <span className="small mute"> {AXES.map((axis) => switchKey(module.key, axis)).join(" · ")}</span>
                </span>
              )
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="small mute">{t("more", { count: more })}</p>}
    </div>
  );
}

type Refused = { fault: ListFault["fault"] | "taken" | "other"; value: string };

const LONGEST_SAID = 60;

function Against({ fault, value }: Refused) {
  const t = useTranslations("start");
  if (fault === "other") return value;
  const limits = { key: LONGEST_KEY, text: LONGEST_TEXT, most: MOST_MODULES };
  return t(`fault.${fault}`, { ...limits, value: value.length > LONGEST_SAID ? `${value.slice(0, LONGEST_SAID)}…` : value });
}

/** What the server says against modules, by their place in the list. */
function refusedOf(problem: Error | null, modules: readonly Listed[]): Map<number, Refused> {
  if (!(problem instanceof ApiError)) return new Map();
  const taken = problem.status === 409;
  return new Map(
    (problem.problem.errors ?? []).flatMap(({ path, message }) => {
      const index = Number(/^modules\.(\d+)\./.exec(path)?.[1]);
      const module = modules[index];
      if (!module) return [];
      return [[index, taken ? { fault: "taken", value: module.key } : { fault: "other", value: message }] as const];
    }),
  );
}
