import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { fileState, LeaseError, type StateStore } from "../index.ts";
import { clientOf, closeAll, deferred, peerWith, readyClient } from "../test/harness.ts";
import { ordersAt } from "../test/peer.ts";

afterEach(closeAll);

const NOWHERE = { url: "http://127.0.0.1:9" };

describe("the stream", () => {
  test("brings the state, and every change within milliseconds", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    expect(client.position("orders.route", {}, "old")).toBe("old");

    const delays: number[] = [];
    for (let revision = 2; revision <= 21; revision += 1) {
      const heard = deferred();
      const stop = client.on("change", () => heard.resolve());
      const start = performance.now();
      peer.publish(ordersAt(revision, { route: revision % 2 === 0 ? "new" : "old" }));
      await heard.promise;
      delays.push(performance.now() - start);
      stop();
      expect(client.revision).toBe(revision);
      expect(client.position("orders.route", {}, "old")).toBe(revision % 2 === 0 ? "new" : "old");
    }
    const median = delays.toSorted((a, b) => a - b)[10];
    expect(median).toBeLessThan(100);
    expect(peer.count("GET /api/v1/snapshot")).toBe(0);
  });

  test("refuses an older revision, from wherever it comes", async () => {
    const peer = await peerWith(ordersAt(7, { route: "new" }));
    const { client, problems } = await readyClient(peer);
    peer.publish(ordersAt(6));
    await vi.waitFor(
      () => expect(problems.map(({ message }) => message)).toContain("Revision 6 was refused: 7 is known already."),
      SOON,
    );
    expect(client.revision).toBe(7);
    expect(client.position("orders.route", {}, "old")).toBe("new");
    peer.publish(ordersAt(8));
    await vi.waitFor(() => expect(client.revision).toBe(8), SOON);
  });

  test("takes the state of another installation whatever its number", async () => {
    const peer = await peerWith(ordersAt(3));
    const { client } = await readyClient(peer, { bootstrap: { ...ordersAt(90), salt: "of another installation" } });
    expect(client.revision).toBe(3);
  });

  test("survives garbage and keeps the state", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer);
    const broken = { ...ordersAt(2), salt: 7 };
    peer.write(`event: snapshot\ndata: ${JSON.stringify(broken)}\n\n`);
    await vi.waitFor(() => expect(problems.map(({ message }) => message)).toContain("snapshot.salt: expected text"), SOON);
    expect(client.revision).toBe(1);
    await vi.waitFor(() => expect(peer.openStreams).toBe(1), SOON);
    peer.publish(ordersAt(3));
    await vi.waitFor(() => expect(client.revision).toBe(3), SOON);
  });

  test("comments and events of other kinds change nothing", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer);
    peer.write(": heartbeat\n\nevent: later\ndata: {}\n\n");
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    expect(problems).toEqual([]);
  });

  test("a listener that throws is reported and does not stop the others", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = await readyClient(peer);
    const heard: number[] = [];
    client.on("change", () => {
      throw new Error("a bad listener");
    });
    client.on("change", ({ revision }) => heard.push(revision));
    peer.publish(ordersAt(2));
    await vi.waitFor(() => expect(heard).toEqual([2]), SOON);
    expect(problems.map(({ message }) => message)).toContain("a bad listener");
  });
});

describe("when the server is gone", () => {
  test("switches keep answering, and everything catches up by itself", async () => {
    const peer = await peerWith(ordersAt(1, { route: "new" }));
    const { client, problems } = await readyClient(peer);
    await peer.stop();
    await vi.waitFor(() => expect(problems.length).toBeGreaterThan(1), SOON);
    for (let i = 0; i < 1000; i += 1) expect(client.position("orders.route", { targetingKey: `user-${i}` }, "old")).toBe("new");

    peer.snapshot = ordersAt(2);
    await peer.start();
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    await vi.waitFor(() => expect(peer.openStreams).toBe(1), SOON);
    expect(peer.seen.get("GET /api/v1/stream")?.headers["last-event-id"]).toMatch(/^[12]$/);
  });

  test("attempts are spread: no two clients keep step", async () => {
    const peer = await peerWith(ordersAt(1));
    const clients = await Promise.all(Array.from({ length: 8 }, () => readyClient(peer)));
    const returned: number[] = [];
    const before = peer.count("GET /api/v1/stream");
    const start = performance.now();
    peer.endStreams(200);
    await vi.waitFor(
      () => {
        while (returned.length < peer.count("GET /api/v1/stream") - before) returned.push(performance.now() - start);
        expect(returned).toHaveLength(clients.length);
      },
      { timeout: 5000, interval: 1 },
    );
    const [first = 0, last = 0] = [returned[0], returned.at(-1)];
    expect(first).toBeGreaterThan(90);
    expect(last - first).toBeGreaterThan(10);
  });

  test("polling takes over where the stream does not get through", async () => {
    const peer = await peerWith(ordersAt(1));
    peer.failing.set("/api/v1/stream", { status: 501 });
    const { client } = await readyClient(peer);
    expect(client.revision).toBe(1);
    peer.publish(ordersAt(2, { route: "new" }));
    await vi.waitFor(() => expect(client.position("orders.route", {}, "old")).toBe("new"), SOON);
    const polls = peer.count("GET /api/v1/snapshot");
    await vi.waitFor(() => expect(peer.count("GET /api/v1/snapshot")).toBeGreaterThan(polls + 1), SOON);
    expect(peer.seen.get("GET /api/v1/snapshot")?.headers["if-none-match"]).toBe('"2"');
  });

  test("a wrong token is said, without the token", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = clientOf(peer, { token: "sy_very-secret" });
    expect(await client.ready(150)).toBe(false);
    expect(problems.map(({ message }) => message)).toContain("GET /api/v1/stream answered 401");
    expect(JSON.stringify(problems.map(({ message, stack }) => [message, stack]))).not.toContain("very-secret");
  });

  test("ready says so in time, and says otherwise once there is contact", async () => {
    const peer = await peerWith(ordersAt(1));
    await peer.stop();
    const { client } = clientOf(peer);
    expect(await client.ready(50)).toBe(false);
    await peer.start();
    expect(await client.ready(5000)).toBe(true);
  });

  test("nothing it meets can make a problem listener take it down", async () => {
    const { client } = clientOf(NOWHERE, {
      bootstrap: ordersAt(1),
      onProblem: () => {
        throw new Error("the listener itself is broken");
      },
    });
    expect(await client.ready(100)).toBe(false);
    expect(client.position("orders.route", {}, "new")).toBe("old");
  });
});

describe("a cold start without contact", () => {
  test("continues from the state file, at once", async () => {
    const path = await stateFile();
    const peer = await peerWith(ordersAt(4, { route: "new" }));
    const first = await readyClient(peer, { state: fileState(path) });
    peer.publish(ordersAt(5, { route: { position: "old", next: "new", share: 30_000 } }));
    await vi.waitFor(() => expect(first.client.revision).toBe(5), SOON);
    await first.client.close();

    const second = clientOf(NOWHERE, { state: fileState(path) });
    expect(second.client.revision).toBe(5);
    expect(second.client.snapshot()).toEqual(first.client.snapshot());
    expect((await readdir(join(path, ".."))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("takes the newer of state file and bootstrap", async () => {
    const path = await stateFile();
    await fileState(path).save(JSON.stringify({ snapshot: ordersAt(5) }));
    expect(clientOf(NOWHERE, { state: fileState(path), bootstrap: ordersAt(4) }).client.revision).toBe(5);
    expect(clientOf(NOWHERE, { state: fileState(path), bootstrap: ordersAt(6) }).client.revision).toBe(6);
    expect(clientOf(NOWHERE, { bootstrap: ordersAt(6) }).client.revision).toBe(6);
  });

  test("a state older than the server's gives way on contact; a newer one does not", async () => {
    const peer = await peerWith(ordersAt(5));
    const behind = await readyClient(peer, { bootstrap: ordersAt(4, { route: "new" }) });
    expect(behind.client.position("orders.route", {}, "old")).toBe("old");
    const ahead = clientOf(peer, { bootstrap: ordersAt(6, { route: "new" }) });
    await vi.waitFor(
      () => expect(ahead.problems.map(({ message }) => message)).toContain("Revision 5 was refused: 6 is known already."),
      SOON,
    );
    expect(ahead.client.position("orders.route", {}, "old")).toBe("new");
    // The server cannot wait for whoever knows what it does not.
    expect(await ahead.client.ready(0)).toBe(false);
  });

  test("a broken state file is said and set aside", async () => {
    for (const text of ["", "{", "null", '{"snapshot":{"format":1}}']) {
      const path = await stateFile();
      await writeFile(path, text);
      const { client, problems } = clientOf(NOWHERE, { state: fileState(path), bootstrap: ordersAt(1) });
      expect(client.revision).toBe(1);
      expect(problems[0]?.message).toMatch(/^The saved state was not used: /);
    }
  });

  test("a store that fails is said, and nothing is acted on that a restart would not know", async () => {
    const peer = await peerWith(ordersAt(2));
    let full = true;
    const failing: StateStore = {
      load: () => Promise.reject(new Error("no disk")),
      save: () => (full ? Promise.reject(new Error("disk full")) : Promise.resolve()),
    };
    const { client, problems } = clientOf(peer, { state: failing });
    await vi.waitFor(() => expect(client.revision).toBe(2), SOON);
    expect(client.position("orders.route", {}, "new")).toBe("old");
    await vi.waitFor(() => {
      const messages = problems.map(({ message }) => message);
      expect(messages).toContain("The saved state was not used: no disk");
      expect(messages).toContain("The last state could not be saved: disk full");
    }, SOON);
    expect(await client.ready(0)).toBe(false);
    await expect(client.operation(() => Promise.resolve())).rejects.toThrow(LeaseError);
    full = false;
  });

  test("a store that is slow is waited for before anything is acted on", async () => {
    const loaded = deferred<string | null>();
    const slow = clientOf(NOWHERE, { state: { load: () => loaded.promise, save: () => Promise.resolve() } });
    expect(slow.client.revision).toBe(-1);
    loaded.resolve(JSON.stringify({ snapshot: ordersAt(3) }));
    await vi.waitFor(() => expect(slow.client.revision).toBe(3), SOON);
  });

  test("the file is whole at every moment", async () => {
    const path = await stateFile();
    const store = fileState(path);
    await store.save(JSON.stringify({ snapshot: ordersAt(0) }));
    let saving = true;
    const saves = (async () => {
      for (let revision = 1; revision <= 40; revision += 1) await store.save(JSON.stringify({ snapshot: ordersAt(revision) }));
      saving = false;
    })();
    while (saving) expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ snapshot: { format: 1 } });
    await saves;
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ snapshot: { revision: 40 } });
  });
});

async function stateFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "switchyard-state-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, "state.json");
}
