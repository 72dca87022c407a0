import { type Client, createClient } from "../../sdk/index.ts";
import { answer } from "./answer.ts";
import { Arrivals } from "./arrivals.ts";

/** Asked with addresses it opens clients; asked with null it says when they heard of the next change. */
export type Following = { url: string; token: string; clients: number } | null;

const AT_ONCE = 25;
let arrivals = new Arrivals(0);

answer<Following>(async (asked) => {
  if (!asked) return arrivals.next();
  const { url, token, clients: count } = asked;
  const clients: Client[] = [];
  while (clients.length < count) {
    const more = Array.from({ length: Math.min(AT_ONCE, count - clients.length) }, () =>
      createClient({ url, token, service: "bench", leaseSeconds: 120 }),
    );
    const ready = await Promise.all(more.map((client) => client.ready(30_000)));
    if (ready.includes(false)) throw new Error("a client did not get ready");
    clients.push(...more);
  }
  arrivals = new Arrivals(count);
  for (const client of clients) client.on("change", () => arrivals.arrived());
  return count;
});
