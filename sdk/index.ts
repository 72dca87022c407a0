export type { EvaluationContext } from "../lib/core/evaluation/rules.ts";
export type { Snapshot } from "../lib/core/evaluation/snapshot.ts";
export type { Position, Side, Stage } from "../lib/core/stages/positions.ts";
export type { Answer } from "./answer.ts";
export { createClient } from "./client.ts";
export type { CallOptions, Client, PositionOf } from "./client-types.ts";
export {
  ClosedError,
  DeadlineError,
  DroppedError,
  LeaseError,
  NoStateError,
  NotAppliedError,
  PausedError,
  RequestError,
  SecondaryWriteError,
  SupersededError,
  UntoldError,
} from "./errors.ts";
export { fileState } from "./file-state.ts";
export type { Migrator, MigratorOptions, Write } from "./migrator-types.ts";
export type { ClientOptions, ColdStart } from "./options.ts";
export type { Measurement } from "./recorder.ts";
export type { Redact } from "./redaction.ts";
export type { Repair, RepairOptions } from "./repair.ts";
export type { OnLeaseLoss, StateStore } from "./state.ts";
export { isNewer, type WriteVersion } from "./version.ts";
