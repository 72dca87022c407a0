import { afterEach, describe, expect, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import type { Redact } from "../index.ts";
import { closeAll, peerWith, readyClient } from "../test/harness.ts";
import { USER } from "../test/migrating.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

const SECRET = "4111-1111-1111-1111";

async function sampled(old: unknown, fresh: unknown, redact?: Redact) {
  const peer = await peerWith(ordersAt(1, { data: "shadow" }));
  const { client, problems } = await readyClient(peer, redact ? { redact } : {});
  const never = () => Promise.reject(new Error("nothing is written"));
  const reads = { readOld: async () => old, readNew: async () => fresh };
  const data = client.migrator({ key: "orders.data", ...reads, writeOld: never, writeNew: never, compare: () => false });
  await data.read(USER, "get", "a");
  await client.close();
  return { samples: peer.reports.flatMap(({ samples }) => samples ?? []), sent: JSON.stringify(peer.reports), problems };
}

describe("a confirmed difference is sampled", () => {
  test("by field and kind, indexes wildcarded, and no value leaves the process", async () => {
    const { samples, sent } = await sampled(
      { id: 7, card: SECRET, lines: [{ sku: "a", amount: 3 }], at: new Date(5), gone: true },
      { id: 7, card: `${SECRET}9`, lines: [{ sku: "a", amount: "3" }], at: new Date(5), more: null },
    );
    expect(samples.map(({ field, kind }) => [field, kind])).toEqual([
      ["card", "value"],
      ["lines.*.amount", "type"],
      ["gone", "missing"],
      ["more", "extra"],
    ]);
    expect(samples[0]).toMatchObject({ module: "orders", operation: "get", old: expect.stringMatching(/^string [0-9a-f]{8}$/) });
    expect(samples[0]?.old).not.toBe(samples[0]?.new);
    expect(samples[2]).toMatchObject({ old: expect.stringMatching(/^boolean /), new: null });
    expect(sent).not.toContain("4111");
  });

  test("as the service's own redaction lets it", async () => {
    const redact: Redact = (value, field) => (field === "card" ? "hidden" : value);
    const { samples, sent } = await sampled({ card: SECRET, state: "paid" }, { card: "0", state: "open" }, redact);
    expect(samples).toMatchObject([
      { field: "card", old: "hidden", new: "hidden" },
      { field: "state", old: "paid", new: "open" },
    ]);
    expect(sent).not.toContain("4111");
  });

  test("within bounds, whatever the answers are", async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const { samples, problems } = await sampled({ big: "x".repeat(10_000), n: 1n }, { big: "y", n: 2n }, (value) => value);
    expect(samples).toMatchObject([
      { old: "too long to keep", new: "y" },
      { old: "1", new: "2" },
    ]);
    expect(problems).toEqual([]);
    expect((await sampled(circular, { self: 1 })).samples).toMatchObject([{ field: "self", kind: "type" }]);
    expect((await sampled("a", "b")).samples).toMatchObject([{ field: "*", kind: "value" }]);
  });

  test("and a redaction that throws costs only the sample", async () => {
    const { samples, problems } = await sampled({ a: 1 }, { a: 2 }, () => {
      throw new Error("cannot redact");
    });
    expect(samples).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual(["A difference could not be described: cannot redact"]);
  });

  test("50 a report at most", async () => {
    const peer = await peerWith(ordersAt(1, { data: "shadow" }));
    const { client } = await readyClient(peer, { reportEverySeconds: 3600 });
    const never = () => Promise.reject(new Error("nothing is written"));
    const reads = { readOld: async (n: number) => n, readNew: async (n: number) => -n };
    const compare = (a: number, b: number) => a === b;
    const data = client.migrator({ key: "orders.data", ...reads, writeOld: never, writeNew: never, compare });
    await Promise.all(Array.from({ length: 60 }, (_, i) => data.read(USER, "get", i + 1)));
    await client.close();
    expect(peer.reports.flatMap(({ samples }) => samples ?? [])).toHaveLength(50);
    await vi.waitFor(() => expect(peer.reports.length).toBeGreaterThan(0), SOON);
  });
});
