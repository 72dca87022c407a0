import { afterEach, expect, test } from "vitest";
import type { EvaluationContext } from "../../lib/core/evaluation/rules.ts";
import { parseExactly } from "../../lib/core/text/exact-json.ts";
import { wholeNumberCases, wholeNumberSnapshot } from "../../lib/core/vectors/cases.ts";
import { clientOf, closeAll } from "../test/harness.ts";

afterEach(closeAll);

test.each(wholeNumberCases)("integers of any length in a context, $id: $name", ({ id, context, matches }) => {
  const { client } = clientOf({ url: "http://127.0.0.1:9" }, { bootstrap: wholeNumberSnapshot });
  const answer = client.evaluate(`whole-${id}.route`, parseExactly(context) as EvaluationContext, "old");
  expect(answer.reason).toBe(matches ? "TARGETING_MATCH" : "STATIC");
});
