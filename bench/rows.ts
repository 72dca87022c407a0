import { peers } from "./peers/peers.ts";
import { bulkUnchanged } from "./rows/bulk-unchanged.ts";
import { changeLatency } from "./rows/change-latency.ts";
import { chartQuery } from "./rows/chart-query.ts";
import { memory } from "./rows/memory.ts";
import { otlpIngest } from "./rows/otlp-ingest.ts";
import type { Row } from "./rows/row.ts";
import { sdkEvaluation } from "./rows/sdk-evaluation.ts";
import { sdkMigrator } from "./rows/sdk-migrator.ts";
import { singleEvaluation } from "./rows/single-evaluation.ts";

/** In the order of the table of what is promised. */
export const ROWS: readonly Row[] = [
  singleEvaluation,
  changeLatency,
  bulkUnchanged,
  sdkEvaluation,
  sdkMigrator,
  otlpIngest,
  chartQuery,
  memory,
];

/** Measured only when asked for: it installs a few hundred megabytes. */
export const PEERS: Row = peers;
