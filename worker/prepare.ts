import { pathToFileURL } from "node:url";
import { createFirstAdminLink, ensureFirstAdmin } from "../lib/members/commands/first-admin.ts";
import { connect } from "../lib/platform/db.ts";
import { databaseUrl, type Env, publicOrigin, readEnv } from "../lib/platform/env.ts";
import type { PrismaClient } from "../lib/platform/generated/prisma/client.ts";
import { ensureBootstrapToken } from "../lib/tokens/commands/bootstrap.ts";

/**
 * Brings the people and tokens the environment names into a migrated database. Answers the address of the
 * set-up page, with its one-time secret, while nobody administers this installation. Safe to repeat, and to
 * run in several processes at once.
 */
export async function prepareInstance(db: PrismaClient, env: Env, now: Date): Promise<{ setupUrl: string | null }> {
  if (env.SWITCHYARD_BOOTSTRAP_TOKEN) await ensureBootstrapToken(db, env.SWITCHYARD_BOOTSTRAP_TOKEN, now);
  if (env.SWITCHYARD_ADMIN_EMAIL && env.SWITCHYARD_ADMIN_PASSWORD) {
    await ensureFirstAdmin(db, { email: env.SWITCHYARD_ADMIN_EMAIL, password: env.SWITCHYARD_ADMIN_PASSWORD });
  }
  const secret = await createFirstAdminLink(db, now);
  return { setupUrl: secret && `${publicOrigin(env)}/setup#${secret}` };
}

/** Run by `npm start` after the migrations; its answer is one line of JSON on stdout. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const env = readEnv();
  const { db, close } = connect(databaseUrl(env), { max: 2 });
  try {
    process.stdout.write(`${JSON.stringify(await prepareInstance(db, env, new Date()))}\n`);
  } finally {
    await close();
  }
}
