import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";
import { EventSource } from "eventsource";

// Browsers have it already.
globalThis.EventSource ??= EventSource;

const { OFREP_ENDPOINT: baseUrl = "http://127.0.0.1:3001", SWITCHYARD_TOKEN } = process.env;
const headers = [["Authorization", `Bearer ${SWITCHYARD_TOKEN}`]];
const [key, ...subjects] = process.argv.slice(2);

const provider = new OFREPWebProvider({ baseUrl, headers });
await OpenFeature.setProviderAndWait(provider, { targetingKey: subjects[0] }).catch(() => undefined);

const switches = OpenFeature.getClient();
for (const targetingKey of subjects) {
  await OpenFeature.setContext({ targetingKey });
  const { value, variant, reason, errorCode } = switches.getStringDetails(key, "old");
  console.log(JSON.stringify({ key, value, variant, reason, errorCode }));
}
await OpenFeature.close();
