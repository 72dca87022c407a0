import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { EPOCH, scheduler } from "../machine/machine.ts";
import { network } from "../machine/network.ts";
import { CALL, DATA, subjectContext } from "../world/environment.ts";
import { WITNESS, type World } from "../world/world.ts";
import { farness, goTogether, returns } from "./stages.ts";

type Seen = { value: string; reason: string };
/** By switch and subject. */
type Sight = Map<string, Map<string, Seen>>;

/** One stored change, as its history tells. */
type Change = {
  key: string;
  version: number;
  /** When it began, in milliseconds since the beginning. */
  at: number;
  act: string;
  actor_id: string;
  override: string | null;
  plan_id: string | null;
  held: boolean;
  paused: boolean;
  secondary_writes: "best-effort" | "required";
  rules: string;
  standing: string;
};

const SUBJECTS = Array.from({ length: 20 }, (_, i) => `s${i + 1}`);
/** Who may move a subject forward. */
const MAY_MOVE_FORWARD = ["lead", "second lead", "admin"];

/**
 * Asks a dataplane, as any service could, where every subject stands before and after each change, and judges the change
 * by that alone: who made it, whether it was held, frozen or unapproved, and who may act on what beside it.
 */
export class Moves {
  readonly #world: World;
  #before: Sight = new Map();
  #heldBefore = new Map<string, boolean>();
  #rulesBefore = new Map<string, string>();
  /** By switch and version, as far as it was looked at: where every subject stood. */
  readonly #past = new Map<string, { standing: string; seen: Map<string, Seen> }>();
  #versions = new Map<string, number>();
  changes = 0;
  /** How many changes there were under either regime, and how many took the authority over somebody. */
  readonly seen = { "best-effort": 0, required: 0, mixed: 0, pausing: 0 };

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether there is something to compare with. */
  get blind(): boolean {
    return this.#before.size === 0;
  }

  /** Looks at what was stored since the last time. */
  async look(): Promise<void> {
    await this.#noticed();
    const after = this.#see();
    if (after.size === 0) return;
    const changes = await this.#changes();
    for (const { key, version } of changes) this.#versions.set(key, version);
    // Of several steps stored at once, everybody stands at the last.
    for (const change of new Map(changes.map((one) => [one.key, one])).values()) {
      this.#past.set(`${change.key} ${change.version}`, { standing: change.standing, seen: after.get(change.key) ?? new Map() });
    }
    const first = this.#before.size === 0;
    if (!first && changes.length > 0) {
      this.changes += changes.length;
      for (const key of new Set(changes.map((change) => change.key))) {
        this.#judge(
          key,
          changes.filter((change) => change.key === key),
          after.get(key) as Map<string, Seen>,
        );
      }
      this.#judgeTogether(changes, after);
    }
    for (const change of changes) {
      this.#heldBefore.set(change.key, change.held);
      this.#rulesBefore.set(change.key, change.rules);
    }
    this.#before = after;
  }

  /** Who moves something before anybody has noticed a restore, or said so, goes by what the copy says alone. */
  async #noticed(): Promise<void> {
    const world = this.#world;
    if (!world.unnoticed) return;
    const { lineage, changes } = await world.environment.past();
    if (changes !== world.unnoticed.changes) world.waived = "a move after a restore that nobody had said or noticed";
    if (lineage !== world.unnoticed.lineage) world.unnoticed = null;
  }

  /** The history began anew: nothing seen before can be compared. */
  forget(): void {
    this.#before = new Map();
    this.#versions.clear();
    this.#past.clear();
  }

  #judge(key: string, changes: Change[], after: Map<string, Seen>): void {
    const world = this.#world;
    const before = this.#before.get(key) ?? new Map<string, Seen>();
    const gone = SUBJECTS.filter(
      (subject) => farness(after.get(subject)?.value ?? "") > farness(before.get(subject)?.value ?? ""),
    );
    const last = changes.at(-1) as Change;
    if (key === DATA) this.#count(changes, before, after);
    // What is taken over after a restore is where its subjects are already.
    if (gone.length > 0 && last.act !== "take-over") {
      const [subject] = gone as [string];
      const moved = `${subject} went from ${before.get(subject)?.value} to ${after.get(subject)?.value} on ${key}`;
      const stranger = changes.find(({ actor_id }) => !MAY_MOVE_FORWARD.includes(actor_id));
      if (stranger)
        world.find({ kind: "forward without the right", words: `${moved} by the ${stranger.actor_id}'s ${stranger.act}` });
      if (this.#heldBefore.get(key) && last.act !== "release") {
        world.find({ kind: "forward while held", words: `${moved} by ${last.act} while it was held` });
      }
      const planned = last.plan_id !== null;
      if (!planned && world.freezes.some(({ since, until }) => since <= last.at && last.at < until)) {
        world.find({ kind: "forward while frozen", words: `${moved} by ${last.act} in a freeze window` });
      }
      const isAsked = world.approvalsSince !== null && world.approvalsSince <= last.at;
      if (isAsked && !planned && !world.consented.has(last.version)) {
        world.find({ kind: "forward without approval", words: `${moved} by ${last.act} without a second person` });
      }
      const pins = this.#rulesBefore.get(key)?.includes('"result": "position"');
      const pinned = pins && gone.find((one) => before.get(one)?.reason === "TARGETING_MATCH");
      if (pinned && changes.every(({ rules }) => rules === this.#rulesBefore.get(key))) {
        world.find({
          kind: "pinned subject moved",
          words: `${pinned}, pinned by a rule, went on with ${key} although no rule changed`,
        });
      }
    }
    if (last.act === "rollback") this.#judgeRollback(key, last, after);
  }

  #count(changes: Change[], before: Map<string, Seen>, after: Map<string, Seen>): void {
    for (const { secondary_writes } of changes) this.seen[secondary_writes] += 1;
    const crosses = (one: string) => returns(before.get(one)?.value) !== returns(after.get(one)?.value);
    if (SUBJECTS.some(crosses)) this.seen[changes.some(({ paused }) => paused) ? "pausing" : "mixed"] += 1;
  }

  /** Once it stands where the version that was named stood, nobody is further forward than then. */
  #judgeRollback(key: string, last: Change, after: Map<string, Seen>): void {
    const target = this.#past.get(`${key} ${this.#world.rollbackTo}`);
    if (key !== DATA || target?.standing !== last.standing) return;
    const subject = SUBJECTS.find((one) => isFurther(after.get(one), target.seen.get(one)));
    if (subject === undefined) return;
    const words = `${subject} is at ${after.get(subject)?.value} after a rollback to version ${this.#world.rollbackTo}, in which it was at ${target.seen.get(subject)?.value}`;
    this.#world.find({ kind: "rolled back in part", words });
  }

  /** Every stage that somebody may act on now goes with every stage of the new state. */
  #judgeTogether(changes: Change[], after: Sight): void {
    const world = this.#world;
    if (changes.some(({ override }) => override !== null)) world.waived = "an override";
    if (!changes.some(({ key }) => key === DATA)) return;
    const stages = new Set([...(after.get(DATA)?.values() ?? [])].map(({ value }) => value));
    for (const run of world.runs) {
      if (!run.process.alive || !run.client) continue;
      const acts = new Set(SUBJECTS.map((subject) => scheduler.within(run.process, () => run.stageOf(subject))));
      for (const one of acts) {
        const clash = one !== null && [...stages].find((stage) => !goTogether(one, stage));
        if (!clash) continue;
        world.find({ kind: "admission", words: `data moved to ${clash} while ${run.process.name} may act on ${one}` });
        return;
      }
    }
  }

  async #changes(): Promise<Change[]> {
    const since = [...this.#versions].map(([key, version]) => `(s.key = '${key}' AND c.version > ${version})`);
    const named = [...this.#versions.keys()].map((key) => `'${key}'`).join(", ");
    const where = since.length === 0 ? "" : `WHERE ${since.join(" OR ")} OR s.key NOT IN (${named})`;
    return this.#world.postgres.sql<Change>(
      `SELECT s.key, c.version, extract(epoch FROM c.at)::float8 * 1000 - ${EPOCH} AS at, c.act, c.actor_id, c.override, c.plan_id, c.held, c.paused, c.secondary_writes, c.rules::text AS rules,
              concat_ws(' ', c.position, c.next, c.share) AS standing
       FROM switch_changes c JOIN switches s ON s.id = c.switch_id ${where} ORDER BY s.key, c.version`,
    );
  }

  #see(): Sight {
    const sight: Sight = new Map();
    const host = network.at(`127.0.0.1:${WITNESS}`);
    if (!host) return sight;
    for (const key of [DATA, CALL]) {
      const seen = new Map<string, Seen>();
      for (const subject of SUBJECTS) {
        const answer = ask(host, this.#world, key, subject);
        if (answer) seen.set(subject, answer);
      }
      if (seen.size > 0) sight.set(key, seen);
    }
    return sight;
  }
}

function isFurther(after: Seen | undefined, before: Seen | undefined): boolean {
  return farness(after?.value ?? "") > farness(before?.value ?? "");
}

/** One evaluation of a switch for a subject, over OFREP. */
function ask(host: NonNullable<ReturnType<typeof network.at>>, world: World, key: string, subject: string): Seen | null {
  let text = "";
  const request = Object.assign(new EventEmitter(), {
    url: `/ofrep/v1/evaluate/flags/${key}`,
    method: "POST",
    headers: { authorization: `Bearer ${world.environment.witnessToken}`, "content-type": "application/json" },
  });
  const response = Object.assign(new EventEmitter(), {
    headersSent: false,
    destroyed: false,
    writeHead: () => undefined,
    end: (chunk?: Buffer | string) => {
      text = String(chunk ?? "");
    },
  });
  scheduler.within(host.process, () => {
    host.answer(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    request.emit("data", Buffer.from(JSON.stringify({ context: subjectContext(subject) })));
    request.emit("end");
  });
  const answer = text === "" ? {} : (JSON.parse(text) as { value?: unknown; reason?: string });
  return answer.value === undefined ? null : { value: String(answer.value), reason: String(answer.reason) };
}
