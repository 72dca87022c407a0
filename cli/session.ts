import { environmentPath, environmentShown, projectPath } from "../lib/platform/api-client.ts";
import type { ProjectView } from "../lib/projects/schema.ts";
import { Connection } from "./connection.ts";
import { EXIT } from "./exit.ts";
import { Failure } from "./failure.ts";
import { Output } from "./output.ts";
import { type Flags, type Settings, settingsOf } from "./settings.ts";
import type { World } from "./world.ts";

/** A project's environment, and where the API has it. */
export type Place = { project: string; environment: string; title: string; projectPath: string; path: string };

/** What a command works with: the servers, the terminal, and what was set. */
export class Session {
  readonly world: World;
  readonly settings: Settings;
  readonly out: Output;
  /** The management API. */
  readonly console: Connection;
  readonly dataplane: Connection;

  constructor(world: World, flags: Flags) {
    this.world = world;
    this.out = new Output(world.stdout, world.stderr, world.env, flags.json ?? false);
    this.settings = settingsOf(flags, world.env);
    const { token, timeoutMs } = this.settings;
    const common = { token, timeoutMs, signal: world.signal, onRetry: (line: string) => this.out.complain(line) };
    this.console = new Connection({ ...common, url: this.settings.url, setting: "SWITCHYARD_URL" });
    this.dataplane = new Connection({ ...common, url: this.settings.dataplaneUrl, setting: "SWITCHYARD_DATAPLANE_URL" });
  }

  /** Whether somebody is there to be asked. */
  get attended(): boolean {
    return this.world.stdin.isTTY === true && this.world.stderr.isTTY === true && !this.settings.json;
  }

  /** The place that was set; else the one project the token may see, and its main environment as the console opens it. */
  async place(patienceMs?: number): Promise<Place> {
    const { project, environment } = this.settings;
    if (project !== null && environment !== null) return placeOf(project, environment);
    const found = await (project === null
      ? this.#onlyProject(patienceMs)
      : this.console.get<ProjectView>(projectPath(project), patienceMs));
    const shown = environment ?? environmentShown(found.environments, null)?.key;
    if (shown === undefined)
      throw new Failure(EXIT.notFound, `The project ${found.key} has no environment.`, "Add one under Settings in the console.");
    return placeOf(found.key, shown);
  }

  /** The project that was set, else the one the token may see. */
  async project(): Promise<string> {
    return this.settings.project ?? (await this.#onlyProject()).key;
  }

  async #onlyProject(patienceMs?: number): Promise<ProjectView> {
    const { items } = await this.console.get<{ items: ProjectView[] }>("/projects", patienceMs);
    const [first] = items;
    if (first && items.length === 1) return first;
    const keys = items.map(({ key }) => key).join(", ");
    throw first
      ? new Failure(EXIT.usage, `Which project? There are ${keys}.`, "Set SWITCHYARD_PROJECT or --project.")
      : new Failure(
          EXIT.notFound,
          "There is no project this token may see.",
          "Make one with `switchyard project create`, or use another token.",
        );
  }
}

function placeOf(project: string, environment: string): Place {
  const title = `${project} · ${environment}`;
  return { project, environment, title, projectPath: projectPath(project), path: environmentPath(project, environment) };
}
