import { readFileSync } from "node:fs";
import { EXIT } from "./exit.ts";
import { Failure, usage } from "./failure.ts";

/** What every command takes, from its options, else from the environment. */
export type Flags = {
  url?: string;
  dataplaneUrl?: string;
  project?: string;
  environment?: string;
  tokenFile?: string;
  timeout?: string;
  json?: boolean;
};

export type Settings = {
  url: string;
  dataplaneUrl: string;
  /** Null: found out from what the token may see. */
  project: string | null;
  environment: string | null;
  json: boolean;
  /** Longest wait for one answer. */
  timeoutMs: number;
  /** The token, read when it is first needed; never printed. Throws a Failure. */
  token: () => string;
};

type Environment = Record<string, string | undefined>;

const DEFAULT_TIMEOUT_SECONDS = 10;

/** Throws a Failure that names the faulty setting. */
export function settingsOf(flags: Flags, env: Environment): Settings {
  const seconds = Number(flags.timeout ?? DEFAULT_TIMEOUT_SECONDS);
  if (!(seconds >= 0.1 && seconds <= 300)) throw usage("--timeout: expected seconds from 0.1 to 300.", "Try --timeout 10.");
  return {
    url: address("SWITCHYARD_URL or --url", flags.url ?? (env.SWITCHYARD_URL || "http://127.0.0.1:3000")),
    dataplaneUrl: address(
      "SWITCHYARD_DATAPLANE_URL or --dataplane-url",
      flags.dataplaneUrl ?? (env.SWITCHYARD_DATAPLANE_URL || "http://127.0.0.1:3001"),
    ),
    project: flags.project ?? (env.SWITCHYARD_PROJECT || null),
    environment: flags.environment ?? (env.SWITCHYARD_ENVIRONMENT || null),
    json: flags.json ?? false,
    timeoutMs: seconds * 1000,
    token: () => tokenOf(flags.tokenFile, env),
  };
}

/** A base address without a slash at its end. What it was is not repeated: it could hold a password. */
function address(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw usage(
      `${name}: expected an address such as https://switchyard.example.com.`,
      "Give the address without a password or a query.",
    );
  return url.href.replace(/\/+$/, "");
}

function tokenOf(file: string | undefined, env: Environment): string {
  const token = file === undefined ? (env.SWITCHYARD_TOKEN ?? "") : readToken(file);
  if (token.trim() === "") {
    const where = file === undefined ? "SWITCHYARD_TOKEN is not set" : "The token file is empty";
    throw new Failure(
      EXIT.notAllowed,
      `${where}.`,
      "Export SWITCHYARD_TOKEN, or name a file that holds the token with --token-file.",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token.trim()))
    throw new Failure(EXIT.notAllowed, "The token holds characters no token has.", "Copy it again; it is one word.");
  return token.trim();
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? error.code : "unreadable";
    throw usage(`--token-file: ${file} cannot be read (${why}).`, "Check the path and whether you may read it.");
  }
}
