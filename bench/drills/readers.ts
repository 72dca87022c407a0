import { Agent, request } from "node:http";
import type { Client } from "../../sdk/index.ts";
import type { Model } from "./model.ts";
import { rest } from "./waiting.ts";
import { KEY } from "./world.ts";

/** What callers met. `problem` is the first failed or wrong read, in words. */
export type Report = { reads: number; failed: number; wrong: number; problem: string | null };

/** Callers that ask until stopped. */
export type Readers = { report: Report; stop: () => Promise<Report> };

type Read = { status: number; value: unknown; revision: number };

const PAUSE_MS = 4;
/** A caller of a flag service does not wait longer. */
const PATIENCE_MS = 2000;
const SUBJECTS = Array.from({ length: 200 }, (_, i) => `subject-${i}`);

/** Callers over OFREP, as any OpenFeature provider would ask, on connections they keep. */
export function ofrepReaders(url: string, token: string, model: Model, callers = 4): Readers {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const readers = keepReading(callers, model, (subject) => askOfrep(agent, url, token, subject));
  return {
    ...readers,
    stop: () =>
      readers.stop().finally(() => {
        agent.destroy();
      }),
  };
}

/** A service that asks its SDK. */
export function sdkReaders(client: Client, model: Model): Readers {
  return keepReading(1, model, async (subject) => {
    const answer = client.evaluate(KEY, { targetingKey: subject }, "old");
    if (answer.errorCode !== undefined) throw new Error(`${answer.errorCode}: ${answer.errorDetails}`);
    return { status: 200, value: answer.value, revision: answer.metadata.revision };
  });
}

function keepReading(callers: number, model: Model, read: (subject: string) => Promise<Read>): Readers {
  const report: Report = { reads: 0, failed: 0, wrong: 0, problem: null };
  let going = true;
  const one = async (caller: number) => {
    for (let i = caller; going; i += callers) {
      const subject = SUBJECTS[i % SUBJECTS.length] as string;
      const askedAt = performance.now();
      report.reads += 1;
      try {
        const { status, value, revision } = await read(subject);
        if (status !== 200) throw new Error(`status ${status}`);
        const judged = model.judge(subject, value, revision, askedAt);
        if (judged !== "right") {
          report.wrong += 1;
          report.problem ??= `${subject}: ${judged}: ${String(value)} of revision ${revision}, newest ${model.newest}`;
        }
      } catch (error) {
        report.failed += 1;
        report.problem ??= `${subject}: ${(error as Error).message}`;
      }
      await rest(PAUSE_MS);
    }
  };
  const all = Promise.all(Array.from({ length: callers }, (_, caller) => one(caller)));
  return {
    report,
    stop: async () => {
      going = false;
      await all;
      return report;
    },
  };
}

export function askOfrep(agent: Agent | false, url: string, token: string, subject: string): Promise<Read> {
  const body = JSON.stringify({ context: { targetingKey: subject } });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const asking = request(`${url}/ofrep/v1/evaluate/flags/${KEY}`, { method: "POST", agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => {
        const answer = parsed(text);
        resolve({ status: response.statusCode ?? 0, value: answer.value, revision: answer.metadata?.revision ?? -1 });
      });
    });
    asking.setTimeout(PATIENCE_MS, () => asking.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    asking.on("error", reject);
    asking.end(body);
  });
}

function parsed(text: string): { value?: unknown; metadata?: { revision?: number } } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
