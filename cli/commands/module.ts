import { firstPosition } from "../../lib/core/stages/positions.ts";
import type { ModuleView } from "../../lib/modules/schema.ts";
import { ApiError, projectPath } from "../../lib/platform/api-client.ts";
import { EXIT } from "../exit.ts";
import { Failure, usage } from "../failure.ts";
import { listedOnStdin } from "../listed.ts";
import type { Answer } from "../output.ts";
import type { Session } from "../session.ts";

type Flags = { name?: string; owner?: string };
/** A module to be, and the line of the list that has it. */
type Wanted = { line?: number; key: string; name: string; owner?: string };

/** Registers modules by their keys, or a list of them from stdin: all of them, or none. */
export async function addModules(session: Session, keys: readonly string[], flags: Flags): Promise<Answer> {
  const wanted = keys.length > 0 ? named(keys, flags) : await listed(session, flags);
  const project = await session.project();
  const body = { modules: wanted.map(({ line: _, ...module }) => module) };
  const made = await session.console
    .post<{ items: ModuleView[] }>(`${projectPath(project)}/registrations`, body)
    .catch((error: unknown) => {
      throw besideThem(error, wanted);
    });
  const [route, call, data] = (["route", "call", "data"] as const).map(firstPosition);
  return {
    document: made,
    tell: (out) => {
      for (const { key } of made.items)
        out.print(`${key} is registered: ${key}.route at ${route}, ${key}.call at ${call}, ${key}.data at ${data}.`, "good");
    },
  };
}

/** Takes a module that rests out of sight, or brings it back. */
export const archiveModule = (session: Session, key: string, flags: Why) => setArchived(session, key, flags, true);
export const bringModuleBack = (session: Session, key: string, flags: Why) => setArchived(session, key, flags, false);

type Why = { reason?: string };

async function setArchived(session: Session, key: string, { reason }: Why, archived: boolean): Promise<Answer> {
  const path = `${projectPath(await session.project())}/modules/${encodeURIComponent(key)}`;
  const { version } = await session.console.get<ModuleView>(path);
  const body = { expectedVersion: version, ...(reason === undefined ? {} : { reason }) };
  const stored = await session.console.post<ModuleView>(`${path}/${archived ? "archive" : "unarchive"}`, body);
  const told = archived ? `${key} is archived. Services are answered as before.` : `${key} is back.`;
  return { document: stored, tell: (out) => out.print(told, "good") };
}

function named(keys: readonly string[], { name, owner }: Flags): Wanted[] {
  if (name !== undefined && keys.length > 1)
    throw usage("--name is of one module, and there are several.", "Give a list on stdin: key,name,owner in each line.");
  return keys.map((key) => ({ key, name: name ?? key, ...(owner === undefined ? {} : { owner }) }));
}

async function listed({ world }: Session, { name, owner }: Flags): Promise<Wanted[]> {
  if (name !== undefined || owner !== undefined)
    throw usage("--name and --owner are of a module whose key is given.", "In a list they stand in its line: key,name,owner.");
  return listedOnStdin(world);
}

/** What the server says against modules, each by its line and key. */
function besideThem(error: unknown, wanted: readonly Wanted[]): unknown {
  if (!(error instanceof ApiError) || !error.problem.errors) return error;
  const details = error.problem.errors.map(({ path, message }) => {
    const [, index = "", field] = /^modules\.(\d+)\.(.+)$/.exec(path) ?? [];
    const module = wanted[Number(index || Number.NaN)];
    if (!module) return `${path}: ${message}`;
    return `${module.line === undefined ? "" : `line ${module.line}: `}${module.key}: ${field}: ${message}`;
  });
  const code = error.status === 409 ? EXIT.conflict : EXIT.usage;
  return new Failure(code, error.message, "Nothing was added.", { details, problem: error.problem });
}
