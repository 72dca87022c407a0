import { describe } from "vitest";
import { holdsShortly } from "../test-drill.ts";
import { trickle } from "./trickle.ts";

describe("nobody who reads notices", () => {
  holdsShortly(trickle);
});
