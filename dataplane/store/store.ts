import type { Outcome, Word } from "../../lib/instances/commands/acknowledge.ts";
import type { OpenFailures } from "../../lib/ledger/reads/open.ts";
import type { Failures, Repairs } from "../../lib/ledger/schema.ts";
import type { StoredCounts } from "../../lib/measurements/commands/store-counts.ts";
import type { StoredLoss } from "../../lib/measurements/commands/store-losses.ts";
import type { StoredUnreadable } from "../../lib/measurements/commands/store-unreadables.ts";
import type { StoredWindow } from "../../lib/measurements/commands/store-windows.ts";
import type { StoredSample } from "../../lib/mismatches/commands/store-samples.ts";
import type { StoredSharedRecords } from "../../lib/mismatches/commands/store-shared-records.ts";
import type { StoredContact } from "../../lib/tokens/commands/note-contacts.ts";

/**
 * Where what services send is kept. Every call throws an error that `isUnreachable` knows while that place is away;
 * totals, samples and uses may be stored again without counting twice.
 */
export type Store = {
  /** What became of every word, in order; null when there is no such environment. */
  acknowledge(environmentId: string, words: readonly Word[]): Promise<Outcome[] | null>;
  storeWindows(totals: readonly StoredWindow[]): Promise<void>;
  storeCounts(totals: readonly StoredCounts[]): Promise<void>;
  storeSamples(samples: readonly StoredSample[]): Promise<void>;
  storeSharedRecords(counts: readonly StoredSharedRecords[]): Promise<void>;
  storeLosses(losses: readonly StoredLoss[]): Promise<void>;
  storeUnreadables(totals: readonly StoredUnreadable[]): Promise<void>;
  noteTokenUses(uses: readonly UsedToken[]): Promise<void>;
  noteContacts(contacts: readonly StoredContact[]): Promise<void>;
};

/** When a token was used last; `at` in epoch milliseconds. */
export type UsedToken = { id: string; environmentId: string; at: number };

/** Where writes that one store lacks are kept. Throws as a store does. */
export type LedgerStore = {
  /** Answers the modules that do not exist. */
  recordFailures(environmentId: string, failures: Failures): Promise<Set<string>>;
  openFailures(environmentId: string, module: string, limit: number): Promise<OpenFailures>;
  /** Answers how many were resolved. */
  noteRepairs(environmentId: string, repairs: Repairs): Promise<number>;
};
