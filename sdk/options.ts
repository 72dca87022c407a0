import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { parseSnapshot, type Snapshot } from "../lib/core/evaluation/snapshot.ts";
import { asError } from "./errors.ts";
import type { StateStore } from "./state.ts";

export type ClientOptions = {
  /** Base address of a dataplane, such as `http://127.0.0.1:3001`. */
  url: string;
  /** A token of the environment with the scopes `read` and `report`. */
  token: string;
  /** Name of the service, the same for all its instances; at most 200 characters. */
  service: string;
  /** Name of this running copy. Default: host name, process id and a random part. */
  instance?: string;
  /** Version of the service, for people to read. */
  version?: string;
  /** Keeps the last state over a restart; see `fileState`. */
  state?: StateStore;
  /** A snapshot, as JSON parses it, to start from when there is nothing newer. Checked before use. */
  bootstrap?: unknown;
  /** How long Switchyard counts this instance after it fell silent, in seconds; renewed every third. Default 30. */
  leaseSeconds?: number;
  /** Default 5. */
  reportEverySeconds?: number;
  /** Longest pause between two attempts while the stream is away, each of which polls too. Default 10. */
  pollEverySeconds?: number;
  /** How long an operation may take. Default 10. */
  operationSeconds?: number;
  /** Hears what the client coped with on its own: lost connections, dropped reports, failed secondary writes. */
  onProblem?: (problem: Error) => void;
};

export type Settings = Required<Omit<ClientOptions, "state" | "bootstrap">> & {
  state: StateStore | null;
  bootstrap: Snapshot | null;
};

/** The options with their defaults. Throws a TypeError that names a faulty one. */
export function settle(options: ClientOptions): Settings {
  if (!URL.canParse(options.url) || !/^https?:$/.test(new URL(options.url).protocol))
    fail("url", "expected an http or https address");
  return {
    url: options.url.replace(/\/+$/, ""),
    token: label("token", options.token, 1000),
    service: label("service", options.service, 200),
    instance: label("instance", options.instance ?? defaultInstance(), 200),
    version: options.version ?? "",
    state: options.state ?? null,
    bootstrap: options.bootstrap === undefined ? null : parseSnapshot(options.bootstrap),
    leaseSeconds: seconds("leaseSeconds", options.leaseSeconds ?? 30, 3, 3600),
    reportEverySeconds: seconds("reportEverySeconds", options.reportEverySeconds ?? 5, 0.05, 3600),
    pollEverySeconds: seconds("pollEverySeconds", options.pollEverySeconds ?? 10, 0.05, 3600),
    operationSeconds: seconds("operationSeconds", options.operationSeconds ?? 10, 0.05, 3600),
    onProblem: quiet(options.onProblem),
  };
}

/** A listener that throws must not take the client down with it. */
function quiet(onProblem: ClientOptions["onProblem"]): (problem: Error) => void {
  return (problem) => {
    try {
      onProblem?.(asError(problem));
    } catch {
      // There is nobody left to tell.
    }
  };
}

function defaultInstance(): string {
  return `${hostname().slice(0, 150)}-${process.pid}-${randomBytes(4).toString("hex")}`;
}

function label(name: string, value: unknown, most: number): string {
  if (typeof value === "string" && value.length > 0 && value.length <= most) return value;
  return fail(name, `expected text of 1 to ${most} characters`);
}

function seconds(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  return fail(name, `expected seconds, from ${least} to ${most}`);
}

function fail(name: string, expected: string): never {
  throw new TypeError(`createClient: ${name}: ${expected}`);
}
