import { createHash } from "node:crypto";
import { Agent } from "node:http";
import fc from "fast-check";
import { memoryOf, TELLS_USAGE } from "../../lab/usage.ts";
import { startReplica } from "../processes.ts";
import type { World } from "../world.ts";
import { anyBytes, anyRequest, type Sent } from "./requests.ts";
import { type Answer, send, sendBytes } from "./send.ts";

/** What the fuzzer found, printed as a line of JSON. */
export type Fuzzed = {
  drill: "fuzz";
  requests: number;
  mebibytes: { warm: number; end: number; bound: number };
  holds: boolean;
  note?: string;
};

const WARM_UP = 0.3;
const MEBIBYTE = 1024 * 1024;
/** What the process may grow after it is warm: the collector is lazy, and bodies of 16 MiB pass through. */
const GROWTH_MEBIBYTES = 96;

/**
 * Sends `runs` requests and a quarter as many streams of bytes. It holds when nothing got a 5xx or an answer in
 * another form than its protocol's, nothing was logged as failed, and the process lives and has not grown.
 */
export async function fuzz(world: World, runs: number, seed = Date.now() % 2 ** 31): Promise<Fuzzed> {
  const replica = await startReplica(world, { name: "fuzzed", flags: ["--max-old-space-size=256"] });
  const token = await tokenFor(world);
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const mebibytes = () => (TELLS_USAGE ? Math.round(memoryOf(replica.pid) / MEBIBYTE) : 0);
  let requests = 0;
  const attack = async (count: number) => {
    const requestsHold = fc.asyncProperty(anyRequest, async (sent) => {
      requests += 1;
      const fault = faultOf(sent, await send(replica.url, token, sent, agent));
      if (fault) throw new Error(fault);
    });
    await fc.assert(requestsHold, { numRuns: count, seed });
    const bytesHold = fc.asyncProperty(fc.array(anyBytes, { minLength: 8, maxLength: 8 }), async (all) => {
      requests += all.length;
      const answers = await Promise.all(all.map((bytes) => sendBytes(replica.url, bytes)));
      const bad = answers.find((text) => /^HTTP\/1\.1 5/.test(text));
      if (bad) throw new Error(`answered ${bad.slice(0, 100)}`);
    });
    await fc.assert(bytesHold, { numRuns: Math.ceil(count / 32), seed });
  };
  let warm = 0;
  let fault: string | null = null;
  try {
    await attack(Math.ceil(runs * WARM_UP));
    warm = mebibytes();
    await attack(Math.ceil(runs * (1 - WARM_UP)));
    fault = await afterwards(replica.url, replica.said());
  } catch (error) {
    const { message, cause } = error as Error;
    fault = [`seed ${seed}`, (cause as Error | undefined)?.message, message.slice(0, 1500), replica.said().slice(-500)].join(
      ": ",
    );
  }
  agent.destroy();
  const end = mebibytes();
  const bound = warm + GROWTH_MEBIBYTES;
  if (fault === null && end > bound) fault = `grew from ${warm} to ${end} MiB`;
  return { drill: "fuzz", requests, mebibytes: { warm, end, bound }, holds: fault === null, ...(fault ? { note: fault } : {}) };
}

/** What is wrong with the answer; null when nothing is. */
function faultOf({ path }: Sent, { status, type, text }: Answer): string | null {
  if (status >= 500) return `${status} ${text.slice(0, 300)}`;
  if (status < 400 || text === "") return null;
  const where = path.replace(/\/{2,}/g, "/");
  if (type === "application/x-protobuf") return where.startsWith("/v1/metrics") ? null : "protobuf where nobody speaks it";
  const member = where.startsWith("/ofrep/") ? "errorCode" : /^\/v1\/metrics\/?(\?|$)/.test(where) ? "code" : "type";
  try {
    return member in (JSON.parse(text) as object) ? null : `${status} without ${member}: ${text.slice(0, 300)}`;
  } catch {
    return `${status} is no JSON: ${text.slice(0, 300)}`;
  }
}

async function afterwards(url: string, said: string): Promise<string | null> {
  if (said.includes("request failed")) return `logged: ${said.slice(-1000)}`;
  const { status } = await fetch(`${url}/healthz`);
  return status === 200 ? null : `healthz answers ${status}`;
}

const SECRET = `sy_${"fuzz".repeat(10)}`;

/** A token that opens every endpoint of the dataplane. */
async function tokenFor(world: World): Promise<string> {
  await world.query(
    `INSERT INTO api_tokens (id, project_id, environment_id, name, prefix, hash, scopes, created_by)
     SELECT gen_random_uuid(), project_id, id, 'fuzz', 'sy_fuzz', $1, $2, 'drill' FROM environments`,
    [createHash("sha256").update(SECRET).digest(), ["read", "report", "relay"]],
  );
  return SECRET;
}
