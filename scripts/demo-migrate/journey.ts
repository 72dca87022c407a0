import { type Console, ENVIRONMENT, MODULE, PROJECT, type Store } from "./console.ts";
import { Engineer } from "./engineer.ts";
import { Faults } from "./faults.ts";
import { pause } from "./http.ts";
import { back, forward, type Step } from "./itinerary.ts";
import type { Random } from "./random.ts";
import type { Refusals } from "./refusals.ts";
import { Remedies } from "./remedies.ts";
import type { Shop } from "./shop.ts";
import type { Stack } from "./stack.ts";

/** Longer than a lease, so that an instance that fences is let go of and one that holds is waited for. */
const ISOLATED_SECONDS = 7;
const DWELL_MS = 2_000;
const LOOK_AGAIN_MS = 300;

export type Setting = {
  api: Console;
  shop: Shop;
  stack: Stack;
  random: Random;
  refusals: Refusals;
  tell: (line: string) => void;
};

/** One migration with its faults and its looks at both stores. */
export class Journey {
  readonly found = { lost: 0, wrong: 0 };
  readonly #setting: Setting;
  readonly #engineer: Engineer;
  readonly #remedies: Remedies;
  #faults: Faults | null = null;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#remedies = new Remedies(setting.api, setting.shop, setting.tell);
    this.#engineer = new Engineer(setting.api, setting.refusals, this.#remedies);
  }

  /** What went wrong on purpose, and how often. */
  get struck(): Record<string, number> {
    return this.#faults?.struck() ?? {};
  }

  async complete(): Promise<void> {
    const steps = forward(this.#setting.random, "complete");
    const last = steps.findIndex(({ target }) => target === "complete");
    this.#begin(steps.length);
    await this.#take(steps.slice(0, last));
    await this.#bothStores();
    await this.#take(steps.slice(last));
    await this.#end("new");
  }

  async thereAndBack(): Promise<void> {
    const { random } = this.#setting;
    const there = forward(random, "live");
    const home = back(random);
    this.#begin(there.length + home.length);
    await this.#take(there);
    await pause(DWELL_MS);
    await this.#bothStores();
    if (random() < 0.5) await this.#take(home);
    else await this.#rollBack();
    await this.#end("old");
  }

  #begin(steps: number): void {
    const { random, shop, stack } = this.#setting;
    this.#faults = new Faults(random, shop, stack, steps);
  }

  async #take(steps: readonly Step[]): Promise<void> {
    const { random, shop, tell } = this.#setting;
    for (const [index, step] of steps.entries()) {
      const { axis, target, share } = step;
      const enters = target !== steps[index - 1]?.target;
      if (enters && (target === "live" || target === "complete" || (target === "shadow" && steps[0] === step))) {
        this.#faults?.isolate(shop, ISOLATED_SECONDS);
        await pause(LOOK_AGAIN_MS);
      }
      this.#faults?.strike();
      await this.#engineer.move(step);
      tell(`${axis} ${target} ${share / 1000} %${step.cutOver === "pause" ? ", pausing" : ""}`);
      if (target === "live" && share === 100_000 && random() < 0.5) {
        await this.#engineer.relax();
        tell("secondary writes best-effort");
      }
    }
  }

  async #rollBack(): Promise<void> {
    this.#faults?.isolate(this.#setting.shop, ISOLATED_SECONDS);
    await pause(LOOK_AGAIN_MS);
    this.#faults?.strike();
    await this.#engineer.rollBack();
    this.#setting.tell("rolled back to the old system by one call");
  }

  /** Where both stores are to hold everything: they do, once what failed was repaired and what is in doubt compared. */
  async #bothStores(): Promise<void> {
    const { shop, tell } = this.#setting;
    await this.#faults?.calm();
    await this.#repaired();
    await this.#remedies.reconcile("old", null);
    await shop.quiet();
    for (const store of ["old", "new"] as const) await this.#compare(store);
    await shop.busy();
    tell("both stores compared with what users were told");
  }

  async #end(store: Store): Promise<void> {
    const { shop } = this.#setting;
    await this.#faults?.over();
    await shop.quiet();
    await this.#compare(store);
    await this.#compare("old", "payments");
    const { answers } = (await shop.state()).traffic;
    this.found.wrong += answers.wrong;
    for (const example of answers.examples) this.#setting.tell(`wrong answer: ${example}`);
  }

  async #compare(store: Store, module: string = MODULE): Promise<void> {
    const verdict = await this.#setting.shop.verify(store, module);
    this.found.lost += verdict.lost;
    this.found.wrong += verdict.wrong;
    const { acknowledged, lost, wrong, unknown } = verdict;
    this.#setting.tell(`${module} in the ${store} store: ${JSON.stringify({ acknowledged, lost, wrong, unknown })}`);
    for (const example of verdict.examples) this.#setting.tell(JSON.stringify(example));
  }

  async #repaired(): Promise<void> {
    for (;;) {
      const path = `/projects/${PROJECT}/ledger?environment=${ENVIRONMENT}&module=${MODULE}`;
      const { open } = await this.#setting.api.get<{ open: number }>(path);
      if (open === 0) return;
      await pause(LOOK_AGAIN_MS);
    }
  }
}
