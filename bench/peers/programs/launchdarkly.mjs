import { clientWith, flag } from "./launchdarkly-flags.mjs";
import { serveEvaluator } from "./task.mjs";

serveEvaluator(async (names) => {
  const decided = {
    rules: [{ id: "staff", variation: 1, clauses: [{ attribute: "plan", op: "in", values: ["staff"] }] }],
    fallthrough: {
      rollout: {
        variations: [
          { variation: 0, weight: 50_000 },
          { variation: 1, weight: 50_000 },
        ],
      },
    },
  };
  const { client, close } = await clientWith(Object.fromEntries(names.map((name) => flag(name, ["old", "new"], decided))));
  return {
    contextOf: ({ key, plan }) => ({ kind: "user", key, plan }),
    evaluate: (name, context) => client.variation(name, context, "old"),
    isNew: (value) => value === "new",
    close,
  };
});
