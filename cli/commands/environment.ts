import type { EnvironmentView } from "../../lib/environments/schema.ts";
import { environmentPath, projectPath } from "../../lib/platform/api-client.ts";
import { usage } from "../failure.ts";
import type { Answer } from "../output.ts";
import type { Session } from "../session.ts";

type Why = { reason?: string };

/** Adds an environment after the others. */
export async function addEnvironment(
  session: Session,
  key: string,
  { name = key, protected: guarded = false }: { name?: string; protected?: boolean },
): Promise<Answer> {
  const body = { key, name, protected: guarded };
  const made = await session.console.post<EnvironmentView>(`${projectPath(await session.project())}/environments`, body);
  return { document: made, tell: (out) => out.print(`${key} is there, with the switches of every module.`, "good") };
}

/** Renames an environment, or puts it behind another in their order. */
export async function editEnvironment(
  session: Session,
  key: string,
  { name, after, first, reason }: Why & { name?: string; after?: string; first?: boolean },
): Promise<Answer> {
  if (name === undefined && after === undefined && !first)
    throw usage("Nothing is to be changed.", "Say --name, --after <key> or --first.");
  const project = await session.project();
  const { items } = await session.console.get<{ items: EnvironmentView[] }>(`${projectPath(project)}/environments`);
  const path = environmentPath(project, key);
  const { version } = await session.console.get<EnvironmentView>(path);
  const place = items.filter((one) => one.key !== key).findIndex((one) => one.key === after);
  if (after !== undefined && place < 0) throw usage(`There is no other environment ${after}.`, "--after takes the key of one.");
  const stored = await session.console.patch<EnvironmentView>(path, {
    expectedVersion: version,
    ...(name === undefined ? {} : { name }),
    ...(after === undefined && !first ? {} : { position: first ? 0 : place + 1 }),
    ...(reason === undefined ? {} : { reason }),
  });
  return { document: stored, tell: (out) => out.print(`${key} is “${stored.name}”, at place ${stored.position + 1}.`, "good") };
}

export const archiveEnvironment = (session: Session, key: string, flags: Why) => setArchived(session, key, flags, true);
export const bringEnvironmentBack = (session: Session, key: string, flags: Why) => setArchived(session, key, flags, false);

async function setArchived(session: Session, key: string, { reason }: Why, archived: boolean): Promise<Answer> {
  const path = environmentPath(await session.project(), key);
  const { version } = await session.console.get<EnvironmentView>(path);
  const body = { expectedVersion: version, ...(reason === undefined ? {} : { reason }) };
  const stored = await session.console.post<EnvironmentView>(`${path}/${archived ? "archive" : "unarchive"}`, body);
  return {
    document: stored,
    tell: (out) => out.print(archived ? `${key} is archived.` : `${key} is back, as the last.`, "good"),
  };
}
