import { FlagdCore } from "@openfeature/flagd-core";
import { serveEvaluator } from "./task.mjs";

serveEvaluator((names) => {
  const flag = {
    state: "ENABLED",
    variants: { old: "old", new: "new" },
    defaultVariant: "old",
    targeting: {
      if: [
        { "==": [{ var: "plan" }, "staff"] },
        "new",
        {
          fractional: [
            ["old", 50],
            ["new", 50],
          ],
        },
      ],
    },
  };
  const core = new FlagdCore();
  core.setConfigurations(JSON.stringify({ flags: Object.fromEntries(names.map((name) => [name, flag])) }));
  return {
    contextOf: ({ key, plan }) => ({ targetingKey: key, plan }),
    evaluate: (name, context) => core.resolveStringEvaluation(name, "old", context),
    isNew: ({ value }) => value === "new",
  };
});
