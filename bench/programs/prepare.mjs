// Run in the folder of a build: installs and generates what it needs, builds its console, and prints where that is.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const load = (name) => import(pathToFileURL(resolve("scripts/setup", name)).href);

await (await load("dependencies.mjs")).ensureDependencies();
await (await load("data-client.mjs")).ensureDataClient();
const { value } = await (await load("console.mjs")).ensureConsole();
process.stdout.write(resolve(value));
