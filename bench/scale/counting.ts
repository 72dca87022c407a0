import { connect, createServer } from "node:net";
import type { Lab } from "../lab/lab.ts";
import { freePort } from "../lab/processes.ts";

const SIMPLE = "Q".charCodeAt(0);
const EXECUTE = "E".charCodeAt(0);

export type Counting = { url: string; statements: () => number };

/** Another way to the same database, on which statements are counted, BEGIN and COMMIT among them. */
export async function countingWay(lab: Pick<Lab, "defer">, url: string): Promise<Counting> {
  const target = new URL(url);
  let statements = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    client.on(
      "data",
      statementsIn((count) => (statements += count)),
    );
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on("error", () => [client, upstream].map((each) => each.destroy()));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  lab.defer(() => void server.close());
  const way = new URL(url);
  way.port = String(port);
  return { url: way.href, statements: () => statements };
}

/** Reads what a client of Postgres sends: a message without a type first, then each with a letter and its length. */
function statementsIn(add: (count: number) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let typed = false;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const head = typed ? 1 : 0;
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      if (typed && (rest[0] === SIMPLE || rest[0] === EXECUTE)) add(1);
      rest = rest.subarray(end);
      typed = true;
    }
  };
}
