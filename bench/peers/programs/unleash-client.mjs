import { InMemStorageProvider, Unleash } from "unleash-client";
import { serveEvaluator } from "./task.mjs";

serveEvaluator(async (names) => {
  const strategies = [
    { name: "default", constraints: [{ contextName: "plan", operator: "IN", values: ["staff"] }] },
    { name: "flexibleRollout", parameters: { rollout: "50", stickiness: "userId", groupId: "flags" }, constraints: [] },
  ];
  const data = names.map((name) => ({ name, enabled: true, type: "release", strategies, variants: [] }));
  const unleash = new Unleash({
    appName: "bench",
    url: "http://127.0.0.1:1/api",
    bootstrap: { data },
    storageProvider: new InMemStorageProvider(),
    refreshInterval: 0,
    disableMetrics: true,
  });
  // It asks the server once all the same.
  unleash.on("error", () => undefined);
  unleash.on("warn", () => undefined);
  await new Promise((resolve) => (unleash.isSynchronized() ? resolve() : unleash.once("ready", resolve)));
  return {
    contextOf: ({ key, plan }) => ({ userId: key, properties: { plan } }),
    evaluate: (name, context) => unleash.isEnabled(name, context),
    isNew: (enabled) => enabled === true,
    close: () => unleash.destroy(),
  };
});
