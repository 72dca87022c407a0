import { shortRun } from "../../lib/core/text/run-name.ts";
import type { EnvironmentView } from "../../lib/environments/schema.ts";
import type { InstanceList, InstanceView } from "../../lib/instances/schema.ts";
import type { Place, Session } from "../session.ts";
import { tableLines } from "../table.ts";
import { ageText } from "../words.ts";

const HEAD = ["SERVICE", "INSTANCE", "VERSION", "REVISION", "HEARD", "LEASE", "NOTE"];

/** Prints the running copies of services; with `lagging` only those that changes wait for. */
export async function instances(session: Session, { lagging = false }: { lagging?: boolean }): Promise<void> {
  const { out } = session;
  const place = await session.place();
  const [{ revision }, all] = await Promise.all([
    session.console.get<EnvironmentView>(place.path),
    everyInstance(session, place),
  ]);
  const shown = lagging ? all.filter((instance) => instance.holdsUp && instance.revision < revision) : all;
  if (out.json) return out.document({ revision, items: shown });
  out.print(`${place.project} · ${place.environment} · revision ${revision}`, "dim");
  if (shown.length === 0)
    return out.print(lagging ? "Every instance that counts has the newest revision." : "No instance has registered.");
  const now = Date.now();
  const nameOf = namesIn(all);
  const rows = shown.map((instance) => [
    instance.service,
    nameOf(instance),
    instance.version,
    instance.departed || instance.revision >= revision ? `${instance.revision}` : `${instance.revision} of ${revision}`,
    `${ageText(instance.acknowledgedAt, now)} ago`,
    leaseOf(instance),
    noteOf(instance),
  ]);
  const [head = "", ...lines] = tableLines(HEAD, rows, out.width);
  out.print(head, "dim");
  for (const [index, line] of lines.entries()) out.print(line, shown[index]?.silent ? "bad" : "plain");
}

async function everyInstance({ console }: Session, { projectPath, environment }: Place): Promise<InstanceView[]> {
  const found: InstanceView[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ environment, ...(cursor === null ? {} : { cursor }) });
    const page: InstanceList = await console.get(`${projectPath}/instances?${query}`);
    found.push(...page.items);
    cursor = page.nextCursor ?? null;
  } while (cursor !== null);
  return found;
}

/** Tells runs of one name apart. */
function namesIn(all: readonly InstanceView[]): (of: InstanceView) => string {
  const keyOf = ({ service, instance }: InstanceView) => JSON.stringify([service, instance]);
  const runs = new Map<string, string[]>();
  for (const one of all) runs.set(keyOf(one), [...(runs.get(keyOf(one)) ?? []), one.incarnation]);
  return (of) => {
    const own = runs.get(keyOf(of)) ?? [];
    return own.length === 1 ? of.instance : `${of.instance} (run ${shortRun(of.incarnation, own) || "–"})`;
  };
}

function leaseOf({ departed, silent, alive, onLeaseLoss }: InstanceView): string {
  if (departed) return departed.how;
  return `${silent ? "run out" : alive ? "runs" : "ended"}, ${onLeaseLoss === "hold" ? "holds" : "fences"}`;
}

function noteOf({ holdsUp, silent, coldStart }: InstanceView): string {
  return [holdsUp && silent ? "changes wait" : "", coldStart === "persisted" ? "starts persisted" : ""]
    .filter((note) => note !== "")
    .join(", ");
}
