import type { PublishedState } from "../stages/instances.ts";
import { allWrite, floorOf, type ModuleState, stagesOf } from "../stages/module.ts";
import type { Rule } from "../stages/move.ts";
import type { Stage } from "../stages/positions.ts";
import { FULL_SHARE, settledAt } from "../stages/state.ts";
import { RULES } from "../stages/transition.ts";
import type { Protection } from "./protections.ts";
import type { Scene } from "./scene.ts";
import type { Instance, Pair, World } from "./world.ts";

/** What is left out of a model: rules of a move by their function, protections by their name; and rules put in. */
export type Without = { rules?: readonly Rule[]; instead?: readonly Rule[]; protections?: readonly Protection[] };

/** A state of the module as it is published, under a number of its own, and the stages instances act on under it. */
export type Setting = { id: number; module: ModuleState; published: Omit<PublishedState, "revision">; acting: readonly Stage[] };

/** A scene with the rules and protections that hold in it. */
export class Model {
  readonly scene: Scene;
  readonly rules: readonly Rule[];
  readonly moves = new Map<string, readonly { to: number; words: string }[]>();
  readonly misjudged = new Map<string, string | null>();
  readonly #missing: ReadonlySet<Protection>;
  readonly #settings: Setting[] = [];
  readonly #ids = new Map<string, number>();

  constructor(scene: Scene, without: Without = {}) {
    this.scene = scene;
    this.rules = [...RULES.filter((rule) => !without.rules?.includes(rule)), ...(without.instead ?? [])];
    this.#missing = new Set(without.protections);
  }

  /** Whether it matters which instance wrote what. */
  get tells(): boolean {
    return !this.has("own-number") || !this.has("whole-number");
  }

  has(protection: Protection): boolean {
    return !this.#missing.has(protection);
  }

  setting(id: number): Setting {
    return this.#settings[id] as Setting;
  }

  /** The setting of a module's state; equal states have the same. */
  settingOf(module: ModuleState): Setting {
    const text = JSON.stringify([module.call, module.data]);
    const known = this.#ids.get(text);
    if (known !== undefined) return this.setting(known);
    const { secondaryWrites = "best-effort", paused = false } = module.data ?? {};
    const stages = stagesOf(module);
    const acting = this.has("told") ? stages : [...new Set([...stages, floorOf(stages)])];
    const counted = this.has("kept-back") ? stages : unpinned(module, stages);
    const setting = { id: this.#settings.length, module, published: { stages: counted, secondaryWrites, paused }, acting };
    this.#ids.set(text, setting.id);
    this.#settings.push(setting);
    return setting;
  }

  /** The setting in force at a revision of a world. */
  at(world: World, revision: number): Setting {
    return this.setting(world.past[revision] as number);
  }

  start(): World {
    const { scene } = this;
    const { data, call, secondaryWrites } = scene.start;
    const common = { held: false, rules: [], checkRatio: 0, paused: false };
    const setting = this.settingOf({
      call: { axis: "call", ...settledAt(call), ...common, secondaryWrites: "best-effort" },
      data: { axis: "data", ...settledAt(data), ...common, secondaryWrites },
    });
    const { writes, failures, crashes, silences, departures, late, restores } = scene;
    return {
      past: [setting.id],
      dropped: 0,
      instances: Array.from({ length: scene.instances }, (_, index) => this.#newcomer(index >= scene.instances - scene.absent)),
      cells: [{ write: 1, count: 1 }, scene.copied ? { write: 1, count: 1 } : { write: 0, count: 0 }],
      ledger: [false, false],
      doubt: [false, false],
      current: this.currentFirst(),
      job: null,
      left: { writes, failures, crashes, silences, departures, late, restores },
      restored: -1,
      ended: 0b10,
      before: [0b1],
      stale: 0b1,
      writers: [-1],
      order: [1],
      overtaken: 0,
    };
  }

  /** The stores that are current at the start: a store that is left out does not stay so. */
  currentFirst(): Pair {
    const { stages } = this.setting(0).published;
    return [allWrite(stages, "old"), this.scene.copied && allWrite(stages, "new")];
  }

  #newcomer(absent: boolean): Instance {
    const revision = absent ? -1 : 0;
    const flags = { contact: !absent, fenced: false, left: false, cold: false, leaseOver: false };
    return {
      life: absent ? "absent" : "up",
      ...flags,
      applied: revision,
      saved: revision,
      known: revision,
      copy: this.has("own-file") ? -1 : revision,
      said: true,
      named: this.has("named"),
      owes: [false, false],
      operations: [],
      late: [],
    };
  }
}

/** The stages as if whom a rule keeps back had moved with the others. */
function unpinned({ data }: ModuleState, stages: readonly Stage[]): readonly Stage[] {
  return data && data.next !== null && data.share === FULL_SHARE ? stages.filter((stage) => stage !== data.position) : stages;
}
