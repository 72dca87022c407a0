import { z } from "zod";
import { proxiesOf } from "./peers.ts";
import { asLibpq, faultIn } from "./postgres-url.ts";

/** The environment of every process, parsed once. `contract.md` of the design and docs/configuration.md list the variables. */

const port = z.coerce.number().int().min(1).max(65_535);
const blankIsAbsent = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === "" ? undefined : value), schema);

const upstream = z.url({ protocol: /^https?$/, error: "expected http://… or https://…" }).refine((text) => {
  const { username, password, search } = new URL(text);
  return username === "" && password === "" && search === "";
}, "expected an address alone; the token goes into DATAPLANE_TOKEN");

/** One, or several with commas between; never said again. */
const tokens = z
  .string()
  .transform((text) => text.split(",").map((token) => token.trim()))
  .refine((list) => list.every((token) => /^[!-~]+$/.test(token)), "expected a token, or several with commas between them");

const postgres = z
  .string()
  .superRefine((address, context) => {
    const message = faultIn(address);
    if (message !== null) context.addIssue({ code: "custom", message });
  })
  .transform((address) => (faultIn(address) === null ? asLibpq(address) : address));

/** Sign-in takes its own endpoint for the address of the console, too. */
const isWholeHost = (text: string) => /^\/(api\/auth\/?)?$/.test(new URL(text).pathname);
const NO_SUB_PATH = "expected an address without a path: the console needs a host name of its own, it cannot live below a path";

function isProxies(text: string): boolean {
  try {
    return proxiesOf(text) !== null;
  } catch {
    return false;
  }
}

const schema = z
  .object({
    PORT: blankIsAbsent(port.default(3000)),
    DATAPLANE_PORT: blankIsAbsent(port.default(3001)),
    WORKER_PORT: blankIsAbsent(port.optional()),
    DATAPLANE_URL: blankIsAbsent(z.url({ protocol: /^https?$/, error: "expected http://… or https://…" }).optional()),
    DATAPLANE_UPSTREAM: blankIsAbsent(upstream.optional()),
    DATAPLANE_TOKEN: blankIsAbsent(tokens.optional()),
    DATAPLANE_PROCESSES: blankIsAbsent(z.coerce.number().int().min(1).max(64).default(1)),
    HOST: blankIsAbsent(z.string().default("127.0.0.1")),
    TRUSTED_PROXIES: blankIsAbsent(
      z
        .string()
        .default("127.0.0.0/8, ::1")
        .refine(isProxies, "expected addresses or networks such as 10.0.0.0/8, with commas between them, or none"),
    ),
    DATABASE_URL: blankIsAbsent(postgres.optional()),
    DIRECT_URL: blankIsAbsent(postgres.optional()),
    OWNER_URL: blankIsAbsent(postgres.optional()),
    SWITCHYARD_HOME: blankIsAbsent(z.string().default(".switchyard")),
    SWITCHYARD_DEMO: blankIsAbsent(z.enum(["on", "off"]).optional()),
    SWITCHYARD_ADMIN_EMAIL: blankIsAbsent(z.email().optional()),
    SWITCHYARD_ADMIN_PASSWORD: blankIsAbsent(z.string().min(8, "expected at least 8 characters").optional()),
    SWITCHYARD_BOOTSTRAP_TOKEN: blankIsAbsent(z.string().min(32, "expected at least 32 characters").optional()),
    NEXTAUTH_SECRET: blankIsAbsent(z.string().min(32, "expected at least 32 characters").optional()),
    NEXTAUTH_URL: blankIsAbsent(z.url().refine(isWholeHost, NO_SUB_PATH).optional()),
    OIDC_ISSUER: blankIsAbsent(z.url().optional()),
    OIDC_CLIENT_ID: blankIsAbsent(z.string().optional()),
    OIDC_CLIENT_SECRET: blankIsAbsent(z.string().optional()),
    LOG_LEVEL: blankIsAbsent(z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info")),
  })
  .superRefine((env, context) => {
    if ((env.DATAPLANE_UPSTREAM === undefined) !== (env.DATAPLANE_TOKEN === undefined)) {
      const path = env.DATAPLANE_UPSTREAM === undefined ? "DATAPLANE_UPSTREAM" : "DATAPLANE_TOKEN";
      context.addIssue({ code: "custom", path: [path], message: "set DATAPLANE_UPSTREAM and DATAPLANE_TOKEN together" });
    }
    const oidc = [env.OIDC_ISSUER, env.OIDC_CLIENT_ID, env.OIDC_CLIENT_SECRET].filter((value) => value !== undefined);
    if (oidc.length !== 0 && oidc.length !== 3) {
      context.addIssue({
        code: "custom",
        path: ["OIDC_ISSUER"],
        message: "set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together",
      });
    }
  });

export type Env = z.infer<typeof schema>;

/** Throws an Error whose message is one line a faulty variable: its name and what was expected. */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(lines.join("\n"));
}

/** Where a session is one: the same unless DATABASE_URL leads through a pooler of transactions. */
export function directUrl(env: Env): string {
  return env.DIRECT_URL ?? databaseUrl(env);
}

/** The dataplane to relay and the tokens to follow it with; null for a dataplane of its own. */
export function upstreamOf({ DATAPLANE_UPSTREAM: url, DATAPLANE_TOKEN: tokens }: Env): { url: string; tokens: string[] } | null {
  return url !== undefined && tokens !== undefined ? { url, tokens } : null;
}

/** The database every running process needs; `npm start` sets it for its children. */
export function databaseUrl(env: Env): string {
  if (!env.DATABASE_URL) throw new Error("DATABASE_URL: not set. Start through `npm start`, or name a Postgres 15 or newer.");
  return env.DATABASE_URL;
}
