import { describe } from "vitest";
import { diskFull } from "./disk.ts";
import { holdsShortly } from "./test-drill.ts";

describe("when the disk is full", () => {
  holdsShortly(diskFull);
});
