import { describe } from "vitest";
import { clockJump } from "./clock.ts";
import { holdsShortly } from "./test-drill.ts";

describe("when clocks jump", () => {
  holdsShortly(clockJump);
});
