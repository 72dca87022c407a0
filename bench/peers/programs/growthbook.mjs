import { GrowthBookClient } from "@growthbook/growthbook";
import { serveEvaluator } from "./task.mjs";

serveEvaluator((names) => {
  const feature = {
    defaultValue: "old",
    rules: [
      { condition: { plan: "staff" }, force: "new" },
      { force: "new", coverage: 0.5, hashAttribute: "id" },
    ],
  };
  const client = new GrowthBookClient().initSync({
    payload: { features: Object.fromEntries(names.map((name) => [name, feature])) },
  });
  return {
    contextOf: ({ key, plan }) => ({ attributes: { id: key, plan } }),
    evaluate: (name, context) => client.evalFeature(name, context),
    isNew: ({ value }) => value === "new",
    close: () => client.destroy(),
  };
});
