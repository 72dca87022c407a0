import { expect, it } from "vitest";
import { A_DATAPLANE, causeIn, causeText, type RestoreCause } from "./restore-cause.ts";

it.each<RestoreCause>([
  { kind: "knew", who: A_DATAPLANE, revision: 295, known: 293 },
  { kind: "knew", who: "shop/shop-0", revision: 9, known: 0 },
  { kind: "moved" },
  { kind: "said", words: "restored from the copy of 02:00" },
])("%j is found in its sentence", (cause) => {
  expect(causeIn(causeText(cause))).toEqual(cause);
});
