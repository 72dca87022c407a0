import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";

const { OFREP_ENDPOINT: baseUrl = "http://127.0.0.1:3001", SWITCHYARD_TOKEN } = process.env;
const headers = [["Authorization", `Bearer ${SWITCHYARD_TOKEN}`]];
await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl, headers }));

const switches = OpenFeature.getClient();
const [key, ...subjects] = process.argv.slice(2);
for (const targetingKey of subjects) {
  const { value, variant, reason, errorCode } = await switches.getStringDetails(key, "old", { targetingKey });
  console.log(JSON.stringify({ key, value, variant, reason, errorCode }));
}
await OpenFeature.close();
