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

const HOLDING = "order-service-1";
const ISOLATED_MS = 4_000;
const LEFT_BEHIND_MS = 20_000;
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
    const live = steps.findIndex(({ target }) => target === "live");
    // Where the calls still to be moved come later, the engine asks for them when the first step to `live` is tried.
    const callsLater = steps.findLastIndex(({ axis }) => axis === "call") > live;
    const looked = callsLater ? live + 1 : live;
    this.#begin(steps.length);
    await this.#take(steps.slice(0, looked));
    await this.#bothStores(callsLater ? "old" : "new");
    await this.#isolated(() => this.#take(steps.slice(looked)));
    await this.#end("new");
  }

  async thereAndBack(): Promise<void> {
    const { random, tell } = this.#setting;
    const there = forward(random, "live");
    const home = back(random);
    this.#begin(there.length + home.length);
    await this.#take(there);
    if (random() < 0.5) {
      await this.#engineer.relax();
      tell("secondary writes best-effort");
    }
    await this.#bothStores("old");
    const data = home.filter(({ axis }) => axis === "data");
    const stepwise = random() < 0.5;
    // Requests go on reaching the instance that was left behind until call and route go back, too.
    await this.#isolated(() => (stepwise ? this.#take(data) : this.#rollBack("data")));
    await (stepwise ? this.#take(home.slice(data.length)) : this.#rollBack());
    await this.#end("old");
  }

  #begin(steps: number): void {
    const { random, shop, stack } = this.#setting;
    this.#faults = new Faults(random, shop, stack, steps);
  }

  async #take(steps: readonly Step[]): Promise<void> {
    const { tell } = this.#setting;
    for (const step of steps) {
      const { axis, target, share, cutOver } = step;
      this.#faults?.strike();
      await this.#engineer.move(step);
      tell(`${axis} ${target} ${share / 1000} %${cutOver === "pause" ? ", pausing" : ""}`);
    }
  }

  async #rollBack(axis?: "data"): Promise<void> {
    this.#faults?.strike();
    await this.#engineer.rollBack(axis);
    this.#setting.tell(`rolled ${axis ?? "everything"} back to the old system by one call`);
  }

  /**
   * The network of one instance goes just before the authority changes, and stays away until the engine has refused
   * moves for a while, or – if it does not – until users have met an instance left behind.
   */
  async #isolated(moves: () => Promise<void>): Promise<void> {
    const { shop, refusals, tell } = this.#setting;
    await this.#engineer.require();
    await shop.contact(HOLDING, false);
    tell(`${HOLDING} lost contact`);
    const before = refusals.waits;
    const state = { moved: false };
    const restored = (async () => {
      while (!state.moved && refusals.waits === before) await pause(LOOK_AGAIN_MS);
      await pause(state.moved ? LEFT_BEHIND_MS : ISOLATED_MS);
      await shop.contact(HOLDING, true);
      tell(`${HOLDING} has contact again${state.moved ? "" : "; the engine waited for it"}`);
    })();
    // A run that fails meanwhile ends for its own reason.
    restored.catch(() => undefined);
    await moves();
    state.moved = true;
    await restored;
  }

  /** Where both stores are to hold everything: they do, once what failed was repaired and what is in doubt compared. */
  async #bothStores(later: Store): Promise<void> {
    const { shop, tell } = this.#setting;
    await this.#faults?.calm();
    await this.#repaired(later);
    while (!(await this.#remedies.reconcile(later, null)));
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
    const lists = await this.#setting.shop.verifyLists(store, module);
    this.found.wrong += lists.wrong;
    this.#setting.tell(`${module} in the ${store} store: ${lists.lists} lists, ${lists.wrong} wrong`);
    for (const example of lists.examples) this.#setting.tell(example);
  }

  /** Waits until nothing that failed in the store is left to copy over. */
  async #repaired(store: Store): Promise<void> {
    for (;;) {
      const path = `/projects/${PROJECT}/ledger?environment=${ENVIRONMENT}&module=${MODULE}`;
      const { items } = await this.#setting.api.get<{ items: { store: Store }[] }>(path);
      if (!items.some((entry) => entry.store === store)) return;
      await pause(LOOK_AGAIN_MS);
    }
  }
}
