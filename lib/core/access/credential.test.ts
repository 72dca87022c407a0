import { expect, it } from "vitest";
import { presentedToken } from "./credential.ts";

it.each([
  ["Bearer sy_a", undefined, "sy_a"],
  ["BEARER  sy_a ", undefined, "sy_a"],
  ["Bearer own-bootstrap-token", undefined, "own-bootstrap-token"],
  [undefined, "sy_a", "sy_a"],
  ["Basic dXNlcjpwdw==", "sy_a", "sy_a"],
  ["Basic dXNlcjpwdw==", undefined, null],
  ["Bearer eyJhbGciOiJub25lIn0.e30.", "sy_a", "sy_a"],
  ["Bearer sy_a", "the gateway's", "sy_a"],
  ["Bearer own-bootstrap-token", "the gateway's", "own-bootstrap-token"],
  ["Bearer ", undefined, ""],
  [undefined, undefined, null],
])("of %s and %s is %s", (authorization, apiKey, token) => {
  expect(presentedToken(authorization, apiKey)).toBe(token);
});
