import { ACTS, type Act, type Role, roleAllows } from "../core/access/policy.ts";
import type { Db } from "./db.ts";
import { AppError, forbidden } from "./errors.ts";

export type ActorKind = "user" | "token" | "ramp" | "guardrail" | "runbook" | "schedule" | "cli";
export type Actor = { kind: ActorKind; id: string; name: string };
export type Origin = "ui" | "api" | "cli" | "system";

/** What every command and read gets besides its input. `now` is the one clock of the request. */
export type Context = { db: Db; actor: Actor; now: Date; requestId: string; origin: Origin };

declare const minted: unique symbol;

/** Proof that the actor may see the project; minted only in lib/platform/identity and system. */
export type ProjectScope = {
  id: string;
  key: string;
  role: Role;
  /** The one environment a token is limited to; null for people and the bootstrap token. */
  environmentId: string | null;
  /** Its key. */
  environmentKey: string | null;
  readonly [minted]: true;
};

export type ProjectContext = Context & { project: ProjectScope };

/** Throws `forbidden`, naming the role needed, unless the actor's role allows the act in the environment. */
export function authorise(context: ProjectContext, act: Act, environmentId?: string): void {
  if (!roleAllows(context.project.role, act)) throw forbidden(ACTS[act], act);
  if (environmentId !== undefined) keepWithin(context, environmentId);
  if (act === "member.edit" || act === "environment.edit" || act === "project.edit") needWholeProject(context);
}

/** Throws `forbidden` for a token that belongs to another environment. */
export function keepWithin({ project }: ProjectContext, environmentId: string): void {
  if (project.environmentId !== null && project.environmentId !== environmentId) {
    throw new AppError("forbidden", "This token belongs to another environment of the project.");
  }
}

/** Throws `forbidden` for a token that belongs to one environment. */
export function needWholeProject({ project }: ProjectContext): void {
  if (project.environmentId !== null) {
    throw new AppError("forbidden", "A token that belongs to one environment may not do this; sign in as an admin.");
  }
}

/** Narrows a list of what environments hold to what the asker may know of. */
export function ownEnvironment({ project }: ProjectContext): { environmentId?: string } {
  return project.environmentId === null ? {} : { environmentId: project.environmentId };
}

/**
 * Makes the commands of a project that take it wait for each other until the transaction ends: the first of all locks.
 * Then come environments, what belongs to them, and last of all the revision counter, for which every project waits.
 */
export async function lockProject(context: ProjectContext): Promise<void> {
  await context.db.$queryRaw`SELECT 1 FROM projects WHERE id = ${context.project.id}::uuid FOR NO KEY UPDATE`;
}

/** Transactions that are open. A client inside one offers to begin another, which would cost a savepoint and its release. */
const open = new WeakSet<object>();

/** Runs `work` in one transaction; joins the one that is already open. */
export async function inTransaction<C extends Context, T>(context: C, work: (context: C) => Promise<T>): Promise<T> {
  const { db } = context;
  if (open.has(db) || !("$transaction" in db)) return work(context);
  const within = (tx: Db) => {
    open.add(tx);
    return work({ ...context, db: tx });
  };
  return db.$transaction(within, { maxWait: 3000, timeout: 10_000 });
}
