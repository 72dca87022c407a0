import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { SOON } from "../../scripts/test-patience.ts";
import { type ClientOptions, fileState, LeaseError } from "../index.ts";
import { clientOf, closeAll, peerWith, readyClient, type TestClient } from "../test/harness.ts";

import { ordersAt, type Peer, TOKEN } from "../test/peer.ts";

afterEach(closeAll);

const HOLDS = { instance: "one", onLeaseLoss: "hold" as const };

/** A file that a run wrote which holds, at revision 1 and then at 2; `older` is how it was at first. */
async function leftBehind(peer: Peer): Promise<{ path: string; older: string }> {
  const path = join(await directory(), "state.json");
  const { client } = await readyClient(peer, { ...HOLDS, state: fileState(path) });
  await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).lease).not.toBeNull(), SOON);
  const older = `${path}.older`;
  await copyFile(path, older);
  peer.publish(ordersAt(2, { call: "new" }));
  await vi.waitFor(() => expect(peer.members.get("one")?.revision).toBe(2), SOON);
  await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).snapshot.revision).toBe(2), SOON);
  expect(client.revision).toBe(2);
  return { path, older };
}

const alone = (path: string, options: Partial<ClientOptions> = {}) =>
  clientOf({ url: "http://127.0.0.1:9" }, { ...HOLDS, state: fileState(path), ...options });
const act = ({ client }: TestClient) => client.operation(async (positionOf) => positionOf("orders.call", {}));
const saidForeign = ({ problems }: TestClient) => problems.some(({ message }) => message.includes("not this copy's own"));

describe("a start without contact", () => {
  test("acts on the very file that the run before it wrote", async () => {
    const { path } = await leftBehind(await peerWith(ordersAt(1)));
    const started = alone(path);
    expect(await act(started)).toBe("new");
    expect(saidForeign(started)).toBe(false);
  });

  test("acts on it after it was moved with its directory", async () => {
    const { path } = await leftBehind(await peerWith(ordersAt(1)));
    const moved = join(await directory(), "state.json");
    await rename(path, moved);
    expect(await act(alone(moved))).toBe("new");
  });

  test.each([
    ["an older copy in a file of its own", async (_: string, older: string) => older],
    [
      "an older copy put over it",
      async (path: string, older: string) => {
        await copyFile(older, path);
        return path;
      },
    ],
    [
      "an older copy put in its place, whatever number the file gets",
      async (path: string, older: string) => {
        await rm(path);
        await copyFile(older, path);
        return path;
      },
    ],
    [
      "a copy of the newest",
      async (path: string, older: string) => {
        await copyFile(path, older);
        return older;
      },
    ],
    [
      "a file that does not say where it was written",
      async (path: string) => {
        const { file: _, ...state } = JSON.parse(await readFile(path, "utf8"));
        await writeFile(path, JSON.stringify(state));
        return path;
      },
    ],
  ])("does not act on %s, and says so", async (_, prepare) => {
    const { path, older } = await leftBehind(await peerWith(ordersAt(1)));
    const found = await prepare(path, older);
    const started = alone(found);
    await expect(act(started)).rejects.toThrow(LeaseError);
    expect(saidForeign(started)).toBe(true);
    // Which service answers a request may be old; where data is may not.
    expect(started.client.position("orders.route", {}, "new")).toBe("old");
    expect(await act(alone(found, { coldStart: "persisted" }))).toMatch(/old|new/);
  });

  test("acts on a bootstrap no longer than the lease it names", async () => {
    const { path } = await leftBehind(await peerWith(ordersAt(1)));
    const state = JSON.parse(await readFile(path, "utf8"));
    const at = (until: number) => {
      const bootstrap = { ...state, lease: { until, savedAt: Date.now() - 1000 } };
      return clientOf({ url: "http://127.0.0.1:9" }, { ...HOLDS, bootstrap });
    };
    expect(await act(at(Date.now() + 60_000))).toBe("new");
    await expect(act(at(Date.now() - 1))).rejects.toThrow(LeaseError);
  });
});

describe("a start with contact", () => {
  test("ends the run that wrote the file, and leaves it in doubt", async () => {
    const peer = await peerWith(ordersAt(1));
    const { path } = await leftBehind(peer);
    await readyClient(peer, { ...HOLDS, state: fileState(path) });
    expect(peer.members.runs("one").map(({ departed }) => departed)).toEqual([true, false]);
    expect(peer.members.doubts).toEqual(["one"]);
    await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).runs).toHaveLength(1), SOON);
  });

  test("from a copy ends nobody", async () => {
    const peer = await peerWith(ordersAt(1));
    const { older } = await leftBehind(peer);
    await readyClient(peer, { ...HOLDS, state: fileState(older) });
    expect(peer.members.runs("one").map(({ departed }) => departed)).toEqual([false, false]);
  });

  test("keeps the proof until the server has taken it", async () => {
    const peer = await peerWith(ordersAt(1));
    const { path } = await leftBehind(peer);
    peer.stores = false;
    const second = clientOf(peer, { ...HOLDS, state: fileState(path) });
    await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).runs).toHaveLength(2), SOON);
    peer.stores = true;
    expect(await second.client.ready(5000)).toBe(true);
    await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).runs).toHaveLength(1), SOON);
    expect(peer.members.runs("one").map(({ departed }) => departed)).toEqual([true, false]);
  });

  test("ends nobody who is still running", async () => {
    const peer = await peerWith(ordersAt(1));
    const path = join(await directory(), "state.json");
    const other = program(peer, path);
    await vi.waitFor(() => expect(other.lines).toContain("ready"), SOON);
    await vi.waitFor(async () => expect(JSON.parse(await readFile(path, "utf8")).lease).not.toBeNull(), SOON);
    const meanwhile = await readyClient(peer, { ...HOLDS, state: { ...fileState(path), save: async () => undefined } });
    expect(meanwhile.problems.map(({ message }) => message).join()).toContain(`process ${other.child.pid}`);
    expect(peer.members.runs("one").map(({ departed }) => departed)).toEqual([false, false]);

    other.child.kill("SIGKILL");
    await once(other.child, "close");
    await readyClient(peer, { ...HOLDS, state: fileState(path) });
    expect(peer.members.runs("one").map(({ departed }) => departed)).toEqual([true, false, false]);
  });
});

/** Another process that keeps its state there. */
function program(peer: Peer, path: string): { child: ChildProcess; lines: string[] } {
  const source = `
    const { createClient, fileState } = await import(${JSON.stringify(new URL("../index.ts", import.meta.url).href)});
    const state = fileState(${JSON.stringify(path)});
    const client = createClient({ url: "${peer.url}", token: "${TOKEN}", service: "tests", instance: "one", state });
    if (await client.ready()) console.log("ready");`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  return { child, lines };
}

async function directory(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "switchyard-file-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}
