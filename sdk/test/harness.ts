import type { Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { type Client, type ClientOptions, createClient } from "../index.ts";
import { Peer, SPREAD_SECONDS, TOKEN } from "./peer.ts";

let opened: (() => Promise<void>)[] = [];

/** Ends what a test began, the newest first; every test file calls it after each test. */
export async function closeAll(): Promise<void> {
  const closing = opened.toReversed();
  opened = [];
  for (const close of closing) await close();
}

/** A listening peer. */
export async function peerWith(snapshot: Snapshot): Promise<Peer> {
  const peer = new Peer(snapshot);
  await peer.start();
  opened.push(() => peer.stop());
  return peer;
}

export type TestClient = { client: Client; problems: Error[] };

/** A client with short intervals. */
export function clientOf(peer: { url: string | readonly string[] }, options: Partial<ClientOptions> = {}): TestClient {
  const problems: Error[] = [];
  const client = createClient({
    url: peer.url,
    token: TOKEN,
    service: "tests",
    reportEverySeconds: 0.1,
    pollEverySeconds: 0.2,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  opened.push(() => client.close());
  return { client, problems };
}

/** A client that has heard from the peer. */
export async function readyClient(
  peer: { url: string | readonly string[] },
  options: Partial<ClientOptions> = {},
): Promise<TestClient> {
  const made = clientOf(peer, options);
  if (!(await made.client.ready(5000))) throw new Error("the client did not get ready", { cause: made.problems });
  return made;
}

/** For the rest of the test a revision that comes is acknowledged so many milliseconds later, if it may be by then. */
export function acknowledgingAfter(ms: number): void {
  const { random } = Math;
  Math.random = () => ms / (SPREAD_SECONDS * 1000);
  opened.push(async () => {
    Math.random = random;
  });
}

/** A promise and the two ways to settle it, for work whose end a test decides. */
export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
