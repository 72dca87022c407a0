import { describe } from "vitest";
import { holdsShortly } from "../test-drill.ts";
import { unknownKeys } from "./keys.ts";

describe("nobody who reads notices", () => {
  holdsShortly(unknownKeys);
});
