import type { Row } from "./rows/row.ts";
import { singleEvaluation } from "./rows/single-evaluation.ts";

/** In the order of the table of what is promised. */
export const ROWS: readonly Row[] = [singleEvaluation];
