export type { EvaluationContext } from "../lib/core/evaluation/rules.ts";
export type { Snapshot } from "../lib/core/evaluation/snapshot.ts";
export type { Position, Side, Stage } from "../lib/core/stages/positions.ts";
export type { Answer } from "./kernel/answer.ts";
export type { CallOptions, PositionOf } from "./kernel/call.ts";
export { createClient } from "./kernel/client.ts";
export type { Client } from "./kernel/client-types.ts";
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
} from "./kernel/errors.ts";
export type { ClientOptions, ColdStart } from "./kernel/options.ts";
export type { OnLeaseLoss, StateStore } from "./kernel/state.ts";
export type { Migrator, MigratorOptions, Write } from "./migrate/migrator-types.ts";
export type { Repair, RepairOptions } from "./migrate/repair.ts";
export { isNewer, type WriteVersion } from "./migrate/version.ts";
export type { Measurement } from "./report/recorder.ts";
export type { Redact } from "./report/redaction.ts";
export { fileState } from "./state/file-state.ts";
