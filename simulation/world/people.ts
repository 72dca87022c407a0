import type { Role } from "../../lib/core/access/policy.ts";
import { updateEnvironment } from "../../lib/environments/commands.ts";
import { writeOffInstance } from "../../lib/instances/commands/write-off.ts";
import { cancelPlan } from "../../lib/plans/commands/acts.ts";
import { scheduleChange } from "../../lib/plans/commands/schedule.ts";
import { isUnreachable } from "../../lib/platform/db.ts";
import { AppError } from "../../lib/platform/errors.ts";
import { createProposal } from "../../lib/proposals/commands/propose.ts";
import { applyProposal, approveProposal } from "../../lib/proposals/commands/settle.ts";
import { changeSwitch, previewChange } from "../../lib/switches/commands/change.ts";
import { holdSwitch, releaseSwitch } from "../../lib/switches/commands/hold.ts";
import { changeTogether } from "../../lib/switches/commands/lockstep.ts";
import { restoreVersion } from "../../lib/switches/commands/restore.ts";
import { rollbackModule, rollbackSwitch } from "../../lib/switches/commands/rollback.ts";
import { setRules } from "../../lib/switches/commands/rules.ts";
import { undoChange } from "../../lib/switches/commands/undo.ts";
import { createWindow } from "../../lib/windows/commands.ts";
import { EPOCH, scheduler, wallNow } from "../machine/machine.ts";
import type { ACTS, Entry } from "../plan.ts";
import { CALL, DATA, MODULE, PLACE, STAGES, type Stage } from "./environment.ts";
import { settleFirst } from "./settling.ts";
import type { World } from "./world.ts";

type Act = (typeof ACTS)[number];
export type Row = {
  key: string;
  position: string;
  next: string | null;
  share: number;
  version: number;
  held: boolean;
  secondary_writes: "best-effort" | "required";
  rules: unknown[];
};

type Step = { key: string; target: string; share?: number; secondaryWrites?: "required" | "best-effort"; cutOver?: "pause" };

const WHERE = { environment: PLACE };
/** What a careful person says when asked. */
const SAID = { reason: "as planned", confirm: MODULE };
const PIN = {
  name: "old apps",
  conditions: [{ attribute: "app", operator: "equals" as const, value: "6.1.0" }],
  result: "position" as const,
};
const AHEAD = {
  name: "testers",
  conditions: [{ attribute: "tester", operator: "equals" as const, value: true }],
  result: "next" as const,
};
const EVERYBODY = {
  name: "all",
  conditions: [{ attribute: "targetingKey", operator: "prefix" as const, value: "s" }],
  result: "next" as const,
};

/** People who ask the control plane for everything its API offers, at any moment, and take no for an answer. */
export class People {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Does what the entry says as one event of the console. */
  act(kind: Act, entry: Entry): void {
    scheduler.after(0, () => void this.#attempt(kind, entry), this.#world.console);
  }

  async #attempt(kind: Act, { pick, ms }: Entry): Promise<void> {
    const world = this.#world;
    const role: Role = pick < 0.07 ? "operator" : "lead";
    let words: string = kind;
    try {
      words = await this.#perform(kind, role, pick, ms);
      if (words !== "") world.say(words);
    } catch (error) {
      if (error instanceof AppError) {
        const refusals = (error.extra.refusals as { rule: string }[] | undefined)?.map(({ rule }) => rule).join(", ");
        world.say(`The ${role} is refused “${kind}”: ${refusals ?? error.code}.`);
      } else if (isUnreachable(error)) {
        world.say(`The ${role} gets no answer to “${kind}”.`);
      } else {
        world.find({ kind: "surprise", words: `“${kind}” ended in ${(error as Error).stack}` });
      }
    }
  }

  async #perform(kind: Act, role: Role, pick: number, ms: number): Promise<string> {
    const world = this.#world;
    const { environment } = world;
    const rows = await this.rows();
    const data = rows.find(({ key }) => key === DATA) as Row;
    const call = rows.find(({ key }) => key === CALL) as Row;
    const as = environment.as(role);
    switch (kind) {
      case "advance": {
        const step = this.#nextStep(data, call, pick);
        if (!step) return "";
        const version = (step.key === CALL ? call : data).version;
        if (pick > 0.9) await previewChange(as, { ...WHERE, ...SAID, ...step, expectedVersion: version });
        await changeSwitch(as, { ...WHERE, ...SAID, ...step, expectedVersion: version });
        return `The ${role} moves ${step.key} ${toldOf(step)}.`;
      }
      case "press on": {
        const target = data.next ?? neighbour(data.position, 1);
        if (!target) return "";
        await changeSwitch(as, { ...WHERE, ...SAID, key: DATA, target, share: 50_000, expectedVersion: data.version });
        return `The ${role} moves ${DATA} to ${target} for 50 %, whatever it takes.`;
      }
      case "call back": {
        const share = pick > 0.6 ? 100_000 : 50_000;
        await changeSwitch(as, { ...WHERE, ...SAID, key: CALL, target: "old", share, expectedVersion: call.version });
        return `The ${role} moves ${CALL} back ${toldOf({ target: "old", share })}.`;
      }
      case "retreat": {
        const step = this.#stepBack(data, pick);
        if (!step) return "";
        await changeSwitch(as, { ...WHERE, ...SAID, ...step, expectedVersion: data.version });
        return `The ${role} moves ${step.key} back ${toldOf(step)}.`;
      }
      case "rollback": {
        const operator = environment.as("operator");
        if (pick < 0.2) await rollbackModule(operator, { ...WHERE, module: MODULE });
        else {
          const to = pick < 0.7 ? Math.max(1, data.version - 1 - Math.floor(pick * 6)) : undefined;
          world.rollbackTo = to ?? null;
          await rollbackSwitch(operator, { ...WHERE, key: DATA, to });
        }
        return "The operator rolls back.";
      }
      case "hold":
        await holdSwitch(environment.as("operator"), { ...WHERE, key: DATA });
        return "The operator holds data.";
      case "release":
        if (!data.held && !call.held) return "";
        await releaseSwitch(environment.as("lead"), { ...WHERE, key: data.held ? DATA : CALL, reason: "it is over" });
        return `The lead releases ${data.held ? "data" : "call"}.`;
      case "undo":
        await undoChange(as, { ...WHERE, ...SAID, key: DATA });
        return `The ${role} undoes the last change of data.`;
      case "restore": {
        const version = Math.max(1, data.version - 1 - Math.floor(pick * 4));
        await restoreVersion(as, { ...WHERE, ...SAID, key: DATA, version, expectedVersion: data.version });
        return `The ${role} restores version ${version} of data.`;
      }
      case "pin":
        return this.#rules(data, [PIN], "pins old apps to where they are");
      case "ahead":
        return this.#rules(data, [AHEAD], "sends testers ahead");
      case "unpin":
        return data.rules.length === 0 ? "" : this.#rules(data, [], "takes the rules away");
      case "sly": {
        if (data.share < 2) return "";
        const sly = environment.as("operator");
        const input = { ...WHERE, key: DATA, target: data.next ?? data.position, share: data.share - 1, rules: [EVERYBODY] };
        await changeSwitch(sly, { ...input, expectedVersion: data.version });
        return "The operator takes one thousandth back, with a rule that sends everybody ahead.";
      }
      case "freeze": {
        const until = Math.floor(scheduler.now + ms + 2000);
        await createWindow(environment.as("lead"), {
          ...WHERE,
          startsAt: new Date(wallNow()).toISOString(),
          endsAt: new Date(EPOCH + until).toISOString(),
          reason: "a sale",
        });
        world.freezes.push({ since: scheduler.now, until });
        return "The lead opens a freeze window.";
      }
      case "approvals": {
        const row = await environment.connection.db.environment.findFirstOrThrow({ where: { key: PLACE } });
        const input = { environment: PLACE, expectedVersion: row.version, approvals: !row.approvals, reason: "policy" };
        // Who moves while they are turned off may have waited for nobody.
        world.approvalsSince = null;
        await updateEnvironment(environment.as("admin"), input as never);
        if (input.approvals) world.approvalsSince = scheduler.now;
        return `The admin turns approvals ${input.approvals ? "on" : "off"}.`;
      }
      case "propose": {
        const step = this.#nextStep(data, call, pick);
        if (!step) return "";
        const version = (step.key === CALL ? call : data).version;
        const { key, ...change } = step;
        const lead = environment.as("lead");
        const made = await createProposal(lead, { ...WHERE, key, ...SAID, ...change, expectedVersion: version } as never);
        const agreed = await approveProposal(environment.as("lead", "second lead"), {
          proposal: made.id,
          expectedVersion: made.version,
        } as never);
        world.consented.add(version + 1);
        try {
          await applyProposal(lead, { proposal: made.id, expectedVersion: agreed.version } as never);
        } catch (error) {
          world.consented.delete(version + 1);
          throw error;
        }
        return `The lead proposes, the second lead approves, and ${key} moves ${toldOf(step)}.`;
      }
      case "schedule": {
        const step = this.#nextStep(data, call, pick);
        if (!step) return "";
        const { cutOver: _, ...rest } = step;
        const at = new Date(wallNow() + ms).toISOString();
        await scheduleChange(as, { ...WHERE, ...SAID, ...rest, at, giveUpSeconds: 60 });
        return `The ${role} schedules ${step.key} ${toldOf(step)}.`;
      }
      case "settle":
        return settleFirst(world, pick < 0.5 ? "acting" : "restored");
      case "cancel": {
        const found = await environment.connection.db.plan.findFirst({ where: { state: "waiting" } });
        if (!found) return "";
        await cancelPlan(environment.as("operator"), { plan: found.id });
        return `The operator cancels a ${found.kind}.`;
      }
      case "lockstep": {
        const target = neighbour(data.position, pick < 0.5 ? 1 : -1);
        if (!target) return "";
        const changes = [
          { key: DATA, target, share: 100_000, expectedVersion: data.version },
          { key: CALL, target: "new", share: 100_000, expectedVersion: call.version },
        ].slice(0, call.position === "new" ? 1 : 2);
        await changeTogether(as, { ...WHERE, reason: "together", confirm: String(changes.length), changes });
        return `The ${role} moves data to ${target} in lockstep.`;
      }
      case "write off": {
        // People look at the machine first: what is written off has really ended.
        const gone = world.runs.find(
          (run) => !run.process.alive && world.services.some(({ name, process }) => name === run.name && !process.alive),
        );
        if (!gone) return "";
        const input = { ...WHERE, service: "orders", instance: gone.name, reason: "its machine is gone for good" };
        await writeOffInstance(environment.as("operator"), input);
        return `The operator writes ${gone.name} off.`;
      }
    }
  }

  /** The switches as they are stored. */
  async rows(key?: string): Promise<Row[]> {
    const text = `SELECT key, position, next, share, version, held, secondary_writes, rules FROM switches ${key ? `WHERE key = '${key}'` : ""}`;
    return (await this.#world.environment.connection.pool.query(text)).rows;
  }

  async #rules(data: Row, rules: Parameters<typeof setRules>[1]["rules"], words: string): Promise<string> {
    await setRules(this.#world.environment.as("lead"), { ...WHERE, ...SAID, key: DATA, rules, expectedVersion: data.version });
    return `The lead ${words}.`;
  }

  /** What stands next on the way from the old store to the new one. */
  #nextStep(data: Row, call: Row, pick: number): Step | null {
    const share = pick > 0.6 ? 100_000 : 50_000;
    if (call.position === "old" && data.position !== "off") return { key: CALL, target: "new" };
    if (data.next) return { key: DATA, target: data.next, share: 100_000, ...this.#cutOver(data.next) };
    const relaxed = data.secondary_writes === "best-effort";
    if (data.position === "shadow" && relaxed) return { key: DATA, target: "shadow", secondaryWrites: "required" as const };
    const target = neighbour(data.position, 1);
    if (!target) return null;
    return { key: DATA, target, share: data.position === "off" ? 100_000 : share, ...this.#cutOver(target) };
  }

  #stepBack(data: Row, pick: number): Step | null {
    const relax = data.secondary_writes === "required" && pick < 0.4 && !this.#world.scene.required;
    if (relax)
      return {
        key: DATA,
        target: data.position,
        secondaryWrites: "best-effort" as const,
        ...(data.next && { target: data.next, share: data.share }),
      };
    const target = data.next ? data.position : neighbour(data.position, -1);
    return target ? { key: DATA, target, share: 100_000, ...(target === "shadow" ? this.#cutOver("live") : {}) } : null;
  }

  #cutOver(target: string): { cutOver?: "pause" } {
    return this.#world.scene.pausing && target === "live" ? { cutOver: "pause" } : {};
  }
}

function neighbour(position: string, by: 1 | -1): Stage | undefined {
  return STAGES[STAGES.indexOf(position as Stage) + by];
}

function toldOf(step: { target: string; share?: number | undefined; secondaryWrites?: string }): string {
  const share = step.share === undefined || step.share === 100_000 ? "" : ` for ${step.share / 1000} %`;
  return `to ${step.target}${share}${step.secondaryWrites ? ` with ${step.secondaryWrites} secondary writes` : ""}`;
}
