import { describe } from "vitest";
import { coldStart } from "./cold-start.ts";
import { holdsShortly } from "./test-drill.ts";

describe("when everything is gone and instances start", () => {
  holdsShortly(coldStart);
});
