import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Redact } from "../report/redaction.ts";
import { asError } from "./errors.ts";
import { type OnLeaseLoss, parseSaved, type SavedState, type StateStore } from "./state.ts";

/** What `createClient` takes. Durations are in seconds. */
export type ClientOptions = {
  /**
   * Base address of a dataplane, such as `http://127.0.0.1:3001`, or of several of them in order of preference: one that
   * fails is left for the next.
   */
  url: string | readonly string[];
  /** A token of the environment with the scopes `read` and `report`. */
  token: string;
  /** Name of the service, the same for all its instances; at most 200 characters. */
  service: string;
  /** Name of this running copy, no two alike. Default: the one in the saved state, else host name, process id and a random part. */
  instance?: string;
  /** Version of the service, for people to read. */
  version?: string;
  /**
   * Keys of the modules whose stores this service writes as a data switch says, told from the beginning; empty when it
   * writes none that way. Default: those it makes migrators for, or asks for in an operation; until it does, it counts
   * as writing all.
   */
  writes?: readonly string[];
  /** Keeps the last state over a restart; see `fileState`. One for each copy. */
  state?: StateStore;
  /** A snapshot or a saved state, as JSON parses it, to start from when there is nothing newer. Checked before use. */
  bootstrap?: unknown;
  /**
   * What `call` and `data` switches do when the lease cannot be renewed: `hold` goes on as last known, and every change
   * waits for this instance; `fence` fails operations until contact returns, and changes wait no longer than the lease.
   * Default hold.
   */
  onLeaseLoss?: OnLeaseLoss;
  /**
   * What they do after a start without contact whose saved state is not known to be good: `fenced` fails operations,
   * `persisted` acts on it all the same and may lose writes. Default fenced.
   */
  coldStart?: ColdStart;
  /** How long Switchyard counts this instance after it fell silent, in seconds; renewed every third. Default 30. */
  leaseSeconds?: number;
  /** Seconds between two reports. Default 5. */
  reportEverySeconds?: number;
  /** Longest pause between two attempts while the stream is away, each of which polls too, in seconds. Default 10. */
  pollEverySeconds?: number;
  /** How many seconds an operation may take. Default 10. */
  operationSeconds?: number;
  /** How many seconds a write waits while its switch is paused. Default 2. */
  pauseSeconds?: number;
  /** What may leave the process of a value that differs between the stores. Default: its type and a short hash. */
  redact?: Redact;
  /** Hears what the client coped with on its own: lost connections, dropped reports, failed secondary writes. */
  onProblem?: (problem: Error) => void;
};

/** What a start without contact may do; see `coldStart`. */
export type ColdStart = "fenced" | "persisted";

export type Settings = Required<Omit<ClientOptions, "url" | "instance" | "writes" | "state" | "bootstrap" | "redact">> & {
  urls: readonly string[];
  instance: string | null;
  writes: readonly string[] | null;
  state: StateStore | null;
  bootstrap: SavedState | null;
  redact: Redact | null;
};

/** The options with their defaults. Throws a TypeError that names a faulty one. */
export function settle(options: ClientOptions): Settings {
  return {
    urls: addresses(options.url),
    token: label("token", options.token, 1000),
    service: label("service", options.service, 200),
    instance: options.instance === undefined ? null : label("instance", options.instance, 200),
    version: options.version ? label("version", options.version, 100) : "",
    writes: options.writes === undefined ? null : modules(options.writes),
    state: options.state ?? null,
    bootstrap: options.bootstrap === undefined ? null : copied(parseSaved(options.bootstrap)),
    onLeaseLoss: oneOf("onLeaseLoss", options.onLeaseLoss ?? "hold", ["hold", "fence"]),
    coldStart: oneOf("coldStart", options.coldStart ?? "fenced", ["fenced", "persisted"]),
    leaseSeconds: seconds("leaseSeconds", options.leaseSeconds ?? 30, 3, 3600),
    reportEverySeconds: seconds("reportEverySeconds", options.reportEverySeconds ?? 5, 0.05, 3600),
    pollEverySeconds: seconds("pollEverySeconds", options.pollEverySeconds ?? 10, 0.05, 3600),
    operationSeconds: seconds("operationSeconds", options.operationSeconds ?? 10, 0.05, 3600),
    pauseSeconds: seconds("pauseSeconds", options.pauseSeconds ?? 2, 0, 60),
    redact: options.redact ?? null,
    onProblem: quiet(options.onProblem),
  };
}

/** It is as old as it may be: it is good for as long as the lease it names, and proves no run's end. */
function copied(state: SavedState): SavedState {
  return { ...state, onLeaseLoss: "fence", runs: [] };
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

/** A name no other copy has. */
export function newInstanceName(): string {
  return `${hostname().slice(0, 150)}-${process.pid}-${randomBytes(4).toString("hex")}`;
}

function addresses(given: unknown): string[] {
  const urls = Array.isArray(given) ? given : [given];
  const isAddress = (url: unknown) => typeof url === "string" && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (urls.length > 0 && urls.every(isAddress)) return urls.map((url: string) => url.replace(/\/+$/, ""));
  return fail("url", "expected an http or https address, or several");
}

function modules(given: unknown): string[] {
  if (Array.isArray(given) && given.length <= 1000) return given.map((module) => label("writes", module, 200));
  return fail("writes", "expected the keys of at most 1,000 modules");
}

function label(name: string, value: unknown, most: number): string {
  if (typeof value === "string" && value.length > 0 && value.length <= most && !/[\p{Cc}\p{Cs}]/u.test(value)) return value;
  return fail(name, `expected printable text of 1 to ${most} characters`);
}

function oneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  return known.includes(value) ? value : fail(name, `expected ${known.join(" or ")}`);
}

function seconds(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  return fail(name, `expected seconds, from ${least} to ${most}`);
}

function fail(name: string, expected: string): never {
  throw new TypeError(`createClient: ${name}: ${expected}`);
}
