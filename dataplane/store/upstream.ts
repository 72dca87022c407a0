import type { Word } from "../../lib/instances/commands/acknowledge.ts";
import { Unreachable } from "../../lib/platform/db.ts";
import { RefusedAbove, type Upstream } from "../relay/upstream.ts";
import { outcomesSchema, RELAY_PATHS, type Rows, takenSchema } from "../relay/wire.ts";
import type { Store } from "./store.ts";

/** Rows a request, so that it stays well below what the dataplane above takes. */
const BATCH = 250;
const MOST_TRIES = 20;

/** Keeps everything where the dataplane above keeps it. `upstreamOf` finds the way up for an environment. */
export function upstreamStore(upstreamOf: (environmentId: string) => Upstream | undefined): Store {
  const wayOf = (environmentId: string): Upstream => {
    const upstream = upstreamOf(environmentId);
    if (!upstream) throw new Unreachable("no token for this environment reaches the dataplane above");
    return upstream;
  };
  /** Rows of environments whose token was taken away meanwhile have nowhere to go. */
  const send = async <T extends { environmentId: string }>(kind: keyof Rows, rows: readonly T[]) => {
    for (const [upstream, its] of byWay(rows, upstreamOf)) {
      for (let i = 0; i < its.length; i += BATCH) {
        await upstream.post(RELAY_PATHS.measurements, { [kind]: its.slice(i, i + BATCH) }, takenSchema);
      }
    }
  };
  return {
    acknowledge: async (environmentId, words) => {
      const outcomes = [];
      for (let i = 0; i < words.length; i += BATCH) {
        const some = await acknowledge(wayOf(environmentId), environmentId, words.slice(i, i + BATCH));
        if (!some) return null;
        outcomes.push(...some);
      }
      return outcomes;
    },
    storeWindows: (totals) => send("windows", totals),
    storeCounts: (totals) => send("counts", totals),
    storeSamples: (samples) => send("samples", samples),
    storeSharedRecords: (counts) => send("sharedRecords", counts),
    storeLosses: (losses) => send("losses", losses),
    storeUnreadables: (totals) => send("unreadables", totals),
    noteTokenUses: (uses) => send("tokenUses", uses),
    noteContacts: (contacts) => send("contacts", contacts),
  };
}

function byWay<T extends { environmentId: string }>(
  rows: readonly T[],
  upstreamOf: (environmentId: string) => Upstream | undefined,
): Map<Upstream, T[]> {
  const ways = new Map<Upstream, T[]>();
  for (const row of rows) {
    const upstream = upstreamOf(row.environmentId);
    if (upstream) ways.set(upstream, [...(ways.get(upstream) ?? []), row]);
  }
  return ways;
}

/** Says words above. A process there that answers for the first time wants to hear them once more, with its mark. */
async function acknowledge(upstream: Upstream, environment: string, words: readonly Word[]) {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const now = performance.now();
    const said = words.map(({ heardAt, heardFrom = heardAt, token: _, ...word }) => {
      return { ...word, waitedMs: now - heardAt, oldestMs: now - heardFrom };
    });
    const body = { environment, marks: upstream.marksAt(now), words: said };
    const answer = await upstream.post(RELAY_PATHS.instances, body, outcomesSchema).catch(unlessGone);
    if (!answer) return null;
    upstream.note(answer.mark);
    if (answer.outcomes) return answer.outcomes;
  }
  throw new Unreachable("the dataplane above is another one each time");
}

function unlessGone(error: unknown): null {
  if (error instanceof RefusedAbove && error.status === 404) return null;
  throw error;
}
