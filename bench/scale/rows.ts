import type { ScaleRow } from "./row.ts";
import { acknowledged } from "./rows/acknowledged.ts";
import { audit } from "./rows/audit.ts";
import { board } from "./rows/board.ts";
import { change } from "./rows/change.ts";
import { modulePage } from "./rows/module-page.ts";
import { onCall } from "./rows/on-call.ts";
import { openBoardRow } from "./rows/open-board.ts";
import { projectRollback } from "./rows/project-rollback.ts";
import { rest } from "./rows/rest.ts";
import { switchList } from "./rows/switch-list.ts";
import { walk } from "./rows/walk.ts";

/** In the order of the table. */
export const SCALE_ROWS: readonly ScaleRow[] = [
  switchList,
  openBoardRow,
  change,
  projectRollback,
  modulePage,
  board,
  acknowledged,
  onCall,
  walk,
  audit,
  rest,
];
