import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestEnvironment, testEnvironment } from "../../scripts/test-environment.ts";
import { type TestDataplane, testDataplane } from "../test-dataplane.ts";

let environment: TestEnvironment;
let dataplane: TestDataplane;
let token: string;

beforeAll(async () => {
  environment = await testEnvironment();
  token = (await environment.token(["read"])).token;
  await environment.move("payments.call", "new", 50_000);
  dataplane = await testDataplane(environment.database.url, token);
});
afterAll(async () => {
  await dataplane.close();
  await environment.close();
});

type Asked = { path: string; body: string; status: number; says: string };

const FLAGS = "/ofrep/v1/evaluate/flags";

/** Of every kind in turn: answered at once, refused before the body is read, refused after, and answered later. */
const KINDS: ((n: number) => Asked)[] = [
  (n) => ({ path: `${FLAGS}/orders.route`, body: `{"context":{"targetingKey":"user-${n}"}}`, status: 200, says: "orders.route" }),
  (n) => ({ path: `${FLAGS}/payments.call`, body: `{"context":{"targetingKey":"user-${n}"}}`, status: 200, says: "SPLIT" }),
  () => ({ path: `${FLAGS}/payments.call`, body: "{}", status: 400, says: "TARGETING_KEY_MISSING" }),
  (n) => ({ path: `${FLAGS}/unknown-${n}.call`, body: "{}", status: 404, says: `unknown-${n}.call` }),
  () => ({ path: `${FLAGS}/no%20key`, body: `{"context":{}}`, status: 404, says: "FLAG_NOT_FOUND" }),
  () => ({ path: `${FLAGS}/orders.route`, body: `{"context":`, status: 400, says: "PARSE_ERROR" }),
  () => ({ path: FLAGS, body: `{"context":{"targetingKey":"somebody"}}`, status: 200, says: "eventStreams" }),
  (n) => ({ path: `/nowhere-${n}`, body: "x".repeat(n * 100), status: 404, says: "not-found" }),
  () => ({ path: `${FLAGS}/orders.route`, body: "", status: 200, says: "orders.route" }),
];

describe("fifty requests on one connection, sent without waiting", () => {
  const asked = Array.from({ length: 50 }, (_, n) => (KINDS[n % KINDS.length] as (n: number) => Asked)(n));
  const bytes = () =>
    Buffer.from(
      asked
        .map(({ path, body }) =>
          [`POST ${path} HTTP/1.1`, "Host: x", `Authorization: Bearer ${token}`, `Content-Length: ${body.length}`, "", body].join(
            "\r\n",
          ),
        )
        .join(""),
    );

  it.each([
    ["at once", 1_000_000],
    ["in pieces", 97],
  ])("%s are answered one after the other", async (_, size) => {
    const answers = await talk(bytes(), size);
    expect(answers.map(({ status }) => status)).toEqual(asked.map(({ status }) => status));
    answers.forEach(({ body }, n) => {
      expect(body).toContain(asked[n]?.says);
    });
  });
});

type Answer = { status: number; body: string };

/** Writes everything in pieces of `size` bytes and reads as many answers as there were questions. */
function talk(bytes: Buffer, size: number): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(dataplane.url).port), "127.0.0.1");
    let said = "";
    socket.setEncoding("utf8");
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`closed after ${answersIn(said).length} answers`)));
    socket.on("data", (text: string) => {
      said += text;
      const answers = answersIn(said);
      if (answers.length < 50) return;
      socket.removeAllListeners("close");
      socket.destroy();
      resolve(answers);
    });
    socket.on("connect", async () => {
      socket.setNoDelay(true);
      for (let i = 0; i < bytes.length; i += size) {
        socket.write(bytes.subarray(i, i + size));
        await new Promise(setImmediate);
      }
    });
  });
}

/** Whole answers at the beginning of what a connection said. */
function answersIn(said: string): Answer[] {
  const answers: Answer[] = [];
  let rest = Buffer.from(said);
  for (;;) {
    const head = rest.indexOf("\r\n\r\n");
    const match = /^HTTP\/1\.1 (\d+) .*?\r\ncontent-length: (\d+)\r\n/is.exec(`${rest.subarray(0, head)}\r\n`);
    const end = head + 4 + Number(match?.[2]);
    if (head < 0 || !match || rest.length < end) return answers;
    answers.push({ status: Number(match[1]), body: rest.toString("utf8", head + 4, end) });
    rest = rest.subarray(end);
  }
}
