import { existsSync } from "node:fs";
import type { Figure } from "../figure.ts";
import { bareLike } from "../lab/bare.ts";
import type { Contender } from "../lab/compare.ts";
import type { Lab } from "../lab/lab.ts";
import { freePort, MEASURED_CORE, startProgram } from "../lab/processes.ts";
import { besideOurs, FLAGS } from "./requests.ts";

/** It needs a newer Node than the floor of this project, which npm supplies. */
const NODE = `bench/peers/node_modules/node-${process.platform}-${process.arch}/bin/node`;
const READY_WITHIN_MS = 60_000;
const PATH = "/api/frontend";

/** Unleash's frontend API beside our bulk evaluation: both answer all of ten flags for one caller. */
export async function unleashServer(lab: Lab): Promise<Figure[]> {
  if (!existsSync(NODE)) {
    lab.say("unleash-server skipped: npm has no Node 22 for this platform");
    return [];
  }
  const port = await freePort();
  const program = startProgram(lab, "bench/peers/programs/unleash-server.mjs", MEASURED_CORE, [], NODE);
  const asked = { databaseUrl: await lab.emptyDatabase("unleash"), port, flags: FLAGS };
  const authorization = await program.ask<string>(asked);
  const theirs: Contender = {
    name: "unleash",
    served: { ...program, url: `http://127.0.0.1:${port}` },
    path: PATH,
    headers: { authorization, "content-type": "application/json" },
    bodies: Array.from({ length: 200 }, (_, n) =>
      JSON.stringify({ context: { userId: `user-${n}`, properties: { plan: "free" } } }),
    ),
    status: 200,
  };
  await evaluates(theirs);
  return [
    await besideOurs(lab, `peers/unleash-server/${FLAGS}`, "/ofrep/v1/evaluate/flags", theirs, await bareLike(lab, theirs, NODE)),
  ];
}

/** It hears of its flags a little later. Some callers must get all of them and some none. */
async function evaluates({ served, path, headers, bodies }: Contender): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const counts = await Promise.all(
      bodies.slice(0, 20).map(async (body) => {
        const response = await fetch(served.url + path, { method: "POST", headers, body });
        return ((await response.json()) as { toggles: unknown[] }).toggles.length;
      }),
    );
    if (counts.includes(0) && counts.includes(FLAGS)) return;
    if (Date.now() > deadline) throw new Error(`unleash: flags enabled for twenty callers: ${counts}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
