import { describe } from "vitest";
import { holdsShortly } from "../test-drill.ts";
import { bombs } from "./bombs.ts";

describe("nobody who reads notices", () => {
  holdsShortly(bombs);
});
