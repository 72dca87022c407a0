import { type Arguments, readArguments } from "./arguments.ts";
import { leaveOut } from "./left-out.ts";
import { real } from "./machine/clocks.ts";
import { openMachine } from "./open.ts";
import { prove } from "./proofs.ts";
import type { Machine, Outcome } from "./run.ts";

/** Between what is asked for and what is asked for next, in the same program. */
const THEN = "--then";

/** Plays what is asked for, one after the other. True when every promise was kept. */
export async function simulate(args: string[]): Promise<boolean> {
  const asked = splitAt(args, THEN).map(readArguments);
  const machine = await openMachine();
  let kept = true;
  for (const one of asked) kept = (await (one.rules ? proveRules(machine) : stretch(machine, one))) && kept;
  await machine.close();
  return kept;
}

/**
 * Plays seed after seed until a promise breaks, and tells the shortest history in which it does. The last line is one
 * JSON object. True when every promise was kept.
 */
async function stretch(machine: Machine, asked: Arguments): Promise<boolean> {
  const { first, seeds, steps, seconds, temper, find, without, verbose } = asked;
  const putBack = without ? await leaveOut(without, machine) : () => undefined;
  const { play } = await import("./run.ts");
  const { sceneOf } = await import("./plan.ts");
  const { shrink } = await import("./shrink.ts");
  const { addJudged, nothingJudged } = await import("./judge/judgements.ts");
  const { storyOf } = await import("./story.ts");

  const seen = { "best-effort": 0, required: 0, mixed: 0, pausing: 0 };
  const totals = { seeds: 0, steps: 0, changes: 0, writes: 0, statements: 0, waits: 0, simulatedSeconds: 0 };
  const judged = nothingJudged();
  const digests: string[] = [];
  let broken: { seed: number; kind: string; acts: number; story: string[] } | null = null;
  const began = real.now();
  const cpu = process.cpuUsage();
  const isOver = () => (seconds === null ? totals.seeds >= seeds : real.now() - began > seconds * 1000);
  for (let seed = first; !isOver() && !broken; seed += 1) {
    const scene = sceneOf(seed, temper);
    const outcome = await play(machine, scene, steps, find);
    add(totals, outcome);
    for (const one of ["best-effort", "required", "mixed", "pausing"] as const) seen[one] += outcome.seen[one];
    addJudged(judged, outcome.judged);
    digests.push(outcome.digest);
    if (verbose) console.log(lineOf(outcome));
    if (!outcome.verdict) continue;
    const small = await shrink(outcome, scene, (one, most) => play(machine, one, most, find));
    const story = storyOf(small.outcome);
    broken = { seed, kind: outcome.verdict.kind, acts: small.scene.entries.length, story };
    console.log(`Seed ${seed}: ${broken.kind} after ${outcome.steps} steps. With ${broken.acts} acts and faults left:`);
    for (const [index, sentence] of story.entries()) console.log(`${index + 1}. ${sentence}`);
  }
  const elapsed = (real.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  putBack();

  const perSecond = Math.round(totals.steps / elapsed);
  const perProcessorSecond = Math.round(totals.steps / ((user + system) / 1e6));
  const simulatedSeconds = Math.round(totals.simulatedSeconds);
  const { story: _, ...told } = broken ?? { story: [] };
  const measured = { seconds: Math.round(elapsed * 10) / 10, perSecond, perProcessorSecond };
  console.log(
    JSON.stringify({
      ...totals,
      seen,
      ...judged,
      simulatedSeconds,
      ...measured,
      digest: digests.join(" ").slice(0, 200),
      broken: broken && told,
    }),
  );
  return broken === null;
}

/** Says of every rule by which history it is missed. True when all are, and that history is clean with the rule. */
async function proveRules(machine: Machine): Promise<boolean> {
  const proofs = await prove(machine, ({ rule, temper, kind, seed, kept }, outcome) => {
    const found = outcome ? `seed ${seed}, ${kind} after ${outcome.steps} steps: ${outcome.verdict?.words}` : `no ${kind} found`;
    console.log(`Without ${rule}, “${temper}”: ${found}. With it: ${kept ? "clean" : "not clean"}.`);
  });
  const missed = proofs.filter(({ seed, kept }) => seed === null || !kept).map(({ rule }) => rule);
  console.log(JSON.stringify({ proofs, missed }));
  return missed.length === 0;
}

function splitAt(args: string[], separator: string): string[][] {
  const at = args.indexOf(separator);
  return at < 0 ? [args] : [args.slice(0, at), ...splitAt(args.slice(at + 1), separator)];
}

type Totals = Record<"seeds" | "steps" | "changes" | "writes" | "statements" | "waits" | "simulatedSeconds", number>;

function add(totals: Totals, { steps, changes, writes, statements, waits, simulatedMs }: Outcome): void {
  totals.seeds += 1;
  totals.steps += steps;
  totals.changes += changes;
  totals.writes += writes;
  totals.statements += statements;
  totals.waits += waits;
  totals.simulatedSeconds += simulatedMs / 1000;
}

function lineOf({ seed, steps, changes, seen, writes, simulatedMs, waived, verdict }: Outcome): string {
  const words = verdict ? `${verdict.kind}: ${verdict.words}` : waived ? `given up: ${waived}` : "clean";
  return `${seed}: ${steps} steps, ${Math.round(simulatedMs / 1000)} s, ${changes} changes, ${seen.mixed} mixed and ${seen.pausing} pausing cut-overs, ${writes} writes; ${words}`;
}
