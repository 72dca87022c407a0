import type { Pool } from "pg";
import { acknowledge } from "../../lib/instances/commands/acknowledge.ts";
import { givenBeyond } from "../../lib/instances/commands/beyond.ts";
import { noteRepairs } from "../../lib/ledger/commands/note-repairs.ts";
import { recordFailures } from "../../lib/ledger/commands/record-failures.ts";
import { openFailures } from "../../lib/ledger/reads/open.ts";
import { storeCounts } from "../../lib/measurements/commands/store-counts.ts";
import { storeLosses } from "../../lib/measurements/commands/store-losses.ts";
import { storeUnreadables } from "../../lib/measurements/commands/store-unreadables.ts";
import { storeWindows } from "../../lib/measurements/commands/store-windows.ts";
import { storeSamples } from "../../lib/mismatches/commands/store-samples.ts";
import { storeSharedRecords } from "../../lib/mismatches/commands/store-shared-records.ts";
import { noteContacts } from "../../lib/tokens/commands/note-contacts.ts";
import { noteTokenUse } from "../../lib/tokens/commands/note-use.ts";
import type { Restores } from "../state/restores.ts";
import type { LedgerStore, Store } from "./store.ts";

/** Keeps everything in Postgres. */
export function postgresStore(pool: Pool, restores: Restores): Store & LedgerStore {
  return {
    acknowledge: async (environmentId, words) => {
      const outcomes = await acknowledge(pool, environmentId, words);
      const [first] = outcomes ?? [];
      const given = first ? await givenBeyond(pool, environmentId, words, first.revision) : null;
      if (!given) return outcomes;
      // What was published here is not known here: it is Postgres that went back.
      await restores.beyond(environmentId, given);
      return acknowledge(pool, environmentId, words);
    },
    storeWindows: (totals) => storeWindows(pool, totals),
    storeCounts: (totals) => storeCounts(pool, totals),
    storeSamples: (samples) => storeSamples(pool, samples),
    storeSharedRecords: (counts) => storeSharedRecords(pool, counts),
    storeLosses: (losses) => storeLosses(pool, losses),
    storeUnreadables: (totals) => storeUnreadables(pool, totals),
    recordFailures: (environmentId, failures) => recordFailures(pool, environmentId, failures),
    openFailures: (environmentId, module, limit) => openFailures(pool, environmentId, module, limit),
    noteRepairs: (environmentId, repairs) => noteRepairs(pool, environmentId, repairs),
    noteTokenUses: (uses) => noteTokenUse(pool, new Map(uses.map(({ id, at }) => [id, new Date(at)]))),
    noteContacts: (contacts) => noteContacts(pool, contacts),
  };
}
