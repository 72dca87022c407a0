// An ES module: reads a switch, asks it through OpenFeature as well, and leaves. Settings: URL, TOKEN, SDK_STATE.
import { OpenFeature } from "@openfeature/server-sdk";
import { createClient, fileState } from "@switchyard/sdk";
import { SwitchyardProvider } from "@switchyard/sdk/openfeature";

const { URL: url = "", TOKEN: token = "", SDK_STATE: state = "state.json" } = process.env;
const client = createClient({ url, token, service: "example-esm", state: fileState(state) });
const ready = await client.ready();
const subject = { targetingKey: "user-1" };

await OpenFeature.setProviderAndWait(new SwitchyardProvider(client));
const details = await OpenFeature.getClient().getStringDetails("orders.route", "old", subject);

const { value, reason } = client.evaluate("orders.route", subject, "old");
console.log(JSON.stringify({ ready, value, reason, openfeature: [details.value, details.reason] }));
await OpenFeature.close();
await client.close();
