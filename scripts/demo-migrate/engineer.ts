import { type Console, ENVIRONMENT, MODULE, type Plan, PROJECT, type Refusal, type Store, type Switch } from "./console.ts";
import { pause } from "./http.ts";
import type { Step } from "./itinerary.ts";
import { type Refusals, WAITING } from "./refusals.ts";
import type { Remedies } from "./remedies.ts";

const FULL = 100_000;
const LOOK_AGAIN_MS = 200;
/** Health is judged over a window of minutes; after this long somebody who knows why it is bad goes on. */
const PATIENCE_MS = 5_000;
const PAUSES_TRIED = 3;

type Change = { target: string; share: number; secondaryWrites?: Switch["secondaryWrites"]; cutOver?: string };
type Changed = { plan: Plan | null };
type Refused = { refusals?: Refusal[]; current?: unknown };

/**
 * Moves switches through the management API as somebody would who trusts the engine: tries the next step at once,
 * and when it is refused does what the refusal says.
 */
export class Engineer {
  readonly #console: Console;
  readonly #refusals: Refusals;
  readonly #remedies: Remedies;
  #badSince: number | null = null;

  constructor(console: Console, refusals: Refusals, remedies: Remedies) {
    this.#console = console;
    this.#refusals = refusals;
    this.#remedies = remedies;
  }

  async move({ axis, target, share, cutOver }: Step): Promise<void> {
    const { position, next } = await this.#console.get<Switch>(switchPath(axis));
    // A refusal may have asked for it before its turn.
    if (position === target && next === null) return;
    let pauses = 0;
    for (;;) {
      const paused = cutOver === "pause" && pauses < PAUSES_TRIED;
      const plan = await this.#change(axis, { target, share, ...(paused ? { cutOver } : {}) });
      if (!plan || (await this.#planned(plan.id)) === "done") return;
      pauses += 1;
    }
  }

  /** Asks for both stores before the authority is to change, and waits until that is in effect everywhere. */
  async require(): Promise<void> {
    await this.#policy("required");
    for (;;) {
      const { propagation } = await this.#console.get<Switch>(switchPath("data"));
      if (propagation.applied === propagation.of) return;
      await this.#remedies.wait(propagation.waiting);
    }
  }

  /** Best-effort again, as soon as the engine allows it. */
  async relax(): Promise<void> {
    await this.#policy("best-effort");
  }

  /** Everything, or one switch, back to the old system in one call; the worker takes the steps as their rules allow. */
  async rollBack(axis?: "data"): Promise<void> {
    const module = `/projects/${PROJECT}/environments/${ENVIRONMENT}/modules/${MODULE}`;
    const [path, to] = axis ? [switchPath(axis), "off"] : [module, "old"];
    for (;;) {
      const { plans } = await this.#console.post<{ plans: Plan[] }>(`${path}/rollback`, { to });
      const ends = await Promise.all(plans.map(({ id }) => this.#planned(id)));
      if (ends.every((end) => end === "done")) return;
    }
  }

  /** Follows a plan to its end and answers how it ended; what it waits for is attended to. */
  async #planned(id: string): Promise<string> {
    for (;;) {
      const { items } = await this.#console.get<{ items: Plan[] }>(`/projects/${PROJECT}/plans?environment=${ENVIRONMENT}`);
      const plan = items.find((one) => one.id === id);
      if (plan?.state !== "waiting") return plan?.state ?? "done";
      for (const refusal of plan.waitsFor) this.#refusals.note(refusal);
      for (const refusal of inOrder(plan.waitsFor)) await this.#attend("data", refusal);
      await pause(LOOK_AGAIN_MS);
    }
  }

  /** Asks for a change until it is stored. Answers the steps still to come, if it has any. */
  async #change(axis: Step["axis"], change: Change): Promise<Plan | null> {
    const path = switchPath(axis);
    let override: string | null = null;
    for (;;) {
      const { version } = await this.#console.get<Switch>(path);
      const body = {
        ...change,
        expectedVersion: version,
        reason: `Next step: ${change.target}`,
        ...(override ? { override } : {}),
      };
      const preview = await this.#console.preview<{ level?: number | "R" }>(`${path}/preview`, body);
      const confirm = preview.level === 3 ? { confirm: MODULE } : {};
      const answer = await this.#console.send<Changed & Refused>("POST", `${path}/changes`, { ...body, ...confirm });
      if (answer.status < 300) return answer.body.plan;
      if (answer.status === 409) continue;
      const { refusals } = answer.body;
      if (!refusals) throw new Error(`${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
      if (refusals.some(({ rule }) => rule === "unchanged")) return null;
      for (const refusal of refusals) this.#refusals.note(refusal);
      override = this.#mayOverride(refusals);
      if (!override) for (const refusal of inOrder(refusals)) await this.#attend(axis, refusal);
    }
  }

  /** Only health is ever passed over, and only after nothing else stood against the move for a while. */
  #mayOverride(refusals: Refusal[]): string | null {
    if (!refusals.every(({ rule }) => ["health", "override", "confirm"].includes(rule))) return null;
    this.#badSince ??= Date.now();
    return Date.now() - this.#badSince > PATIENCE_MS ? "The errors come from outages that are over or known" : null;
  }

  async #attend(axis: Step["axis"], refusal: Refusal): Promise<void> {
    const { rule, detail } = refusal;
    switch (rule) {
      case "secondary-writes":
        if (detail.stored !== "required") return this.#policy("required");
        return this.#remedies.wait(detail.waiting);
      case "currency":
      case "doubt":
      case "evidence":
        if (Array.isArray(detail.waiting) && detail.waiting.length > 0) return this.#remedies.wait(detail.waiting);
        if (rule === "doubt") return this.#doubted(storeIn(detail.store), detail.doubts);
        await this.#remedies.reconcile(rule === "evidence" ? "new" : storeIn(detail.store), null);
        return;
      case "across-axes":
        if (axis === "data") return this.move({ axis: "call", target: "new", share: FULL, cutOver: "mixed" });
        return pause(LOOK_AGAIN_MS);
      case "held":
        await this.#console.post(`${switchPath(axis)}/release`, { reason: "The migration goes on" });
        return;
      case "barrier":
      case "drained":
      case "relaxation":
      case "ledger":
      case "health":
      case "override":
      case "confirm":
      case "in-progress":
        return this.#remedies.wait(detail.waiting);
      default:
        throw new Error(`Nothing is known to do about ${rule}: ${refusal.message}`);
    }
  }

  /** Keys are compared from the first doubt on, and the store that may lack some is brought up to date. */
  async #doubted(store: Store, doubts: unknown): Promise<void> {
    const times = Array.isArray(doubts) ? doubts.map(({ since }) => String(since)).sort() : [];
    await this.#remedies.reconcile(store, times[0] ?? null);
  }

  /** How secondary writes count; the switch stays where it is. */
  async #policy(secondaryWrites: Switch["secondaryWrites"]): Promise<void> {
    const { position, next, share, secondaryWrites: present } = await this.#console.get<Switch>(switchPath("data"));
    if (present === secondaryWrites) return;
    await this.#change("data", { target: next ?? position, share: next ? share : FULL, secondaryWrites });
  }
}

function switchPath(axis: Step["axis"]): string {
  return `/projects/${PROJECT}/environments/${ENVIRONMENT}/switches/${MODULE}.${axis}`;
}

/**
 * What another switch stands against comes first: instances act on that for as long as it stands. While instances are
 * waited for nothing else helps; a comparison of the stores would not even count.
 */
function inOrder(refusals: readonly Refusal[]): readonly Refusal[] {
  const axes = refusals.filter(({ rule }) => rule === "across-axes");
  if (axes.length > 0) return axes;
  const first = refusals.filter(({ rule, detail }) => WAITING.has(rule) && detail.stored !== "best-effort");
  return first.length > 0 ? first : refusals;
}

function storeIn(value: unknown): Store {
  return String(value).includes("old") ? "old" : "new";
}
