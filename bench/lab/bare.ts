import type { BareAnswer } from "../programs/bare-server.ts";
import type { Contender } from "./compare.ts";
import type { Lab } from "./lab.ts";
import { MEASURED_CORE, startProgram } from "./processes.ts";

/** What Node adds to every answer by itself. */
const OF_THE_CONNECTION = new Set(["date", "connection", "keep-alive"]);

/** A bare server that sends what the contender sends, headers included, on the same Node. */
export async function bareLike(lab: Lab, contender: Contender, node?: string): Promise<Contender> {
  const { served, path, headers, bodies } = contender;
  const response = await fetch(served.url + path, { method: "POST", headers, body: bodies[0] });
  const own = [...response.headers].filter(([name]) => !OF_THE_CONNECTION.has(name));
  const said: BareAnswer = { status: response.status, headers: own.flat(), body: await response.text() };
  const program = startProgram(lab, "bench/programs/bare-server.ts", MEASURED_CORE, [], node);
  const url = `http://127.0.0.1:${await program.ask<number>(said)}`;
  return { ...contender, name: `bare ${contender.name}`, served: { ...program, url } };
}
