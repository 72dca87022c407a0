import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { ClosedError, LeaseError } from "../index.ts";
import { clientOf, closeAll, deferred, peerWith, readyClient } from "../test/harness.ts";
import { migrating, USER } from "../test/migrating.ts";
import { ordersAt, type Peer, TOKEN } from "../test/peer.ts";

afterEach(closeAll);

describe("closing", () => {
  test("twice is closing once", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client } = await readyClient(peer);
    const [first, second] = [client.close(), client.close()];
    expect(second).toBe(first);
    await first;
    expect(peer.acknowledgements.filter(({ leaseSeconds }) => leaseSeconds === 0)).toHaveLength(1);
  });

  test("before there was contact is at once, and nothing is asked afterwards", async () => {
    const peer = await peerWith(ordersAt(1));
    const { client, problems } = clientOf(peer);
    await client.close();
    expect(await client.ready(10)).toBe(false);
    await vi.waitFor(() => expect(peer.openStreams).toBe(0), SOON);
    expect([problems, peer.acknowledgements]).toEqual([[], []]);
    await expect(client.operation(async () => 1)).rejects.toThrow(ClosedError);
  });

  test("waits for what is running, and refuses what comes after", async () => {
    const { client, data, stores } = await migrating("dualwrite");
    stores.gates = { new: deferred() };
    const write = data.write(USER, "save", "a");
    const operation = client.operation(async (positionOf) => positionOf("orders.call", USER));
    const closed = client.close();
    stores.gates.new?.resolve();
    expect([await write, await operation]).toEqual(["write old a", "old"]);
    await closed;
    await expect(data.read(USER, "get", "a")).rejects.toThrow(/closed/);
    await expect(data.write(USER, "save", "a")).rejects.toThrow(ClosedError);
  });

  test("cuts what outlives its deadline, and says that it is unsure of it first", async () => {
    const { client, data, stores, peer } = await migrating("dualwrite", [], { keyOf: (key) => key }, { operationSeconds: 0.1 });
    stores.gates = { old: deferred() };
    const write = data.write(USER, "save", "a").catch((error: Error) => error);
    await client.close();
    expect(await write).not.toBeInstanceOf(LeaseError);
    expect(peer.ledger.open.map(({ key }) => key)).toEqual(["a"]);
    stores.gates.old?.resolve();
  });
});

describe("a process", () => {
  test("that closed its client ends by itself, at once", async () => {
    const peer = await peerWith(ordersAt(1));
    const { lines, exited } = program(
      peer,
      `await client.ready();
       await client.close();
       const closed = performance.now();
       process.on("exit", () => console.log(performance.now() - closed));`,
    );
    expect(await exited).toBe(0);
    // A connection kept for the next request would hold it for four seconds.
    expect(Number(lines.at(-1))).toBeLessThan(2000);
  });

  test("that did not goes on as long as there is contact", async () => {
    const peer = await peerWith(ordersAt(1));
    const { lines, exited } = program(peer, `client.on("change", ({ revision }) => console.log(revision));`);
    for (const revision of [2, 3]) {
      await vi.waitFor(() => expect(lines.at(-1)).toBe(String(revision - 1)), SOON);
      peer.publish(ordersAt(revision));
    }
    await vi.waitFor(() => expect(lines.at(-1)).toBe("3"), SOON);
    await peer.stop();
    expect(await exited).toBe(0);
  });
});

/** A process with a client; the lines it says so far, and what it ends with. */
function program(peer: Peer, body: string): { lines: string[]; exited: Promise<unknown> } {
  const source = `
    const { createClient } = await import(${JSON.stringify(new URL("../index.ts", import.meta.url).href)});
    const client = createClient({ url: "${peer.url}", token: "${TOKEN}", service: "short-lived" });
    ${body}`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", source];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  if (child.stdout) createInterface(child.stdout).on("line", (line) => lines.push(line));
  return { lines, exited: once(child, "close").then(([code]) => code) };
}
