import { shortRun } from "../../lib/core/text/run-name.ts";
import type { EnvironmentView } from "../../lib/environments/schema.ts";
import type { InstanceView } from "../../lib/instances/schema.ts";
import type { Answer, Output } from "../output.ts";
import { everyItem } from "../pages.ts";
import type { Session } from "../session.ts";
import { printTable } from "../table.ts";
import { ageText } from "../words.ts";

const HEAD = ["SERVICE", "INSTANCE", "VERSION", "REVISION", "HEARD", "LEASE", "NOTE"];

/** The running copies of services; with `lagging` only those that changes wait for. */
export async function instances(session: Session, { lagging = false }: { lagging?: boolean }): Promise<Answer> {
  const { console } = session;
  const place = await session.place();
  const { environment } = place;
  const { revision } = await console.get<EnvironmentView>(place.path);
  const which = { environment, ...(lagging ? { behind: `${revision}` } : {}) };
  const found = await everyItem<InstanceView>(console, `${place.projectPath}/instances`, which);
  const shown = lagging ? found.filter((instance) => instance.holdsUp && instance.revision < revision) : found;
  return {
    document: { revision, items: shown },
    tell: (out) => {
      out.print(`${place.title} · revision ${revision}`, "dim");
      if (shown.length > 0) showAll(out, shown, revision);
      else out.print(lagging ? "Every instance that counts has the newest revision." : "No instance has registered.");
    },
  };
}

function showAll(out: Output, shown: readonly InstanceView[], revision: number): void {
  const now = Date.now();
  const nameOf = namesIn(shown);
  const rows = shown.map((instance) => [
    instance.service,
    nameOf(instance),
    instance.version,
    instance.departed || instance.revision >= revision ? `${instance.revision}` : `${instance.revision} of ${revision}`,
    `${ageText(instance.acknowledgedAt, now)} ago`,
    leaseOf(instance),
    noteOf(instance),
  ]);
  printTable(out, HEAD, rows, (row) => (shown[row]?.silent ? "bad" : "plain"));
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
