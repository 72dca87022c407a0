/**
 * What the rules of a move take for granted: the behaviour of instances, stores and jobs. Each can be left out of a
 * model to see what it prevents.
 */
export const PROTECTIONS = {
  adjacent: "a move goes to the neighbouring position",
  drain: "an instance acknowledges a revision only after every operation begun under an earlier one has ended",
  deliver: "an instance acknowledges only after its failed writes are in the ledger",
  persist: "an instance saves a state before it acknowledges it",
  told: "an instance acts on the stages it was told, not on others that merely go with them",
  "kept-back": "subjects that a rule keeps back count among those acted on",
  register: "an instance registers at the present revision before its first operation",
  "count-silent": "an instance that holds counts however long it is silent",
  "fence-in-time": "an instance that fences has stopped when its lease stops counting",
  "cold-start": "an instance that left, or whose lease ran out, does not start from its saved state",
  "own-file": "an instance does not start without contact from a copy of what it saved",
  "own-end": "a run counts until it ends itself, whoever else uses its name",
  named: "an instance that has not said what it writes counts as writing everything",
  "report-end": "an instance that comes back from an unclean end leaves a doubt",
  "doubt-lease": "an instance whose lease ran out leaves a doubt",
  "authority-first": "a write goes to the authority first, which numbers it",
  numbers: "the other store takes a write only if its number is higher than what it has",
  "drawn-first": "a write draws its number before it is sent to a store, later ones higher numbers",
  "authority-numbers": "the authority takes a write only if its number is higher than what it has",
  "own-number": "no two writes share a number: it names the writer",
  "whole-number": "a store keeps the whole number of a write, the authority as well",
  settled: "an operation cut short holds its revision until its store call has settled",
  "late-noted": "a call that takes effect when its operation has ended is written into the ledger",
  "refused-fails": "where secondary writes are required, one that is refused as older fails",
  "required-fails": "where secondary writes are required, one that fails is told to the caller",
  "best-effort-ledger": "a failed secondary write goes to the ledger",
  coverage: "a reconciliation makes a store current only if it began after everybody wrote that store",
  "job-store": "a reconciliation lifts doubts about the store it brings up to date, and no others",
  "doubt-order": "a reconciliation lifts only doubts that were there when it began",
  "repair-order": "a repair closes only entries that were there when it began",
  lineage: "after a restore of the control plane nothing moves until every instance has said what it acts on",
  "restored-doubt": "a restore of the control plane leaves a doubt about both stores",
  "pause-writes": "an instance begins no write while writes are paused",
} as const;

export type Protection = keyof typeof PROTECTIONS;
