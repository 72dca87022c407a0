import { answer } from "../../programs/answer.ts";
import { costOf, rateOf } from "../../programs/timing.ts";
import { median } from "../../statistics.ts";

/** The same for everybody: `staff` gets the new path, of all others half of them, told apart by their key. */
export const SUBJECTS = Array.from({ length: 1024 }, (_, n) => ({ key: `user-${n}`, plan: n % 16 === 0 ? "staff" : "free" }));

export function flagNames(count) {
  return Array.from({ length: count }, (_, n) => `flag-${n}`);
}

/**
 * Serves a peer: `prepare(flags)` gives a context for a subject, how to evaluate (`isNew` says whether the answer is
 * the new path), and how to end. An evaluation that is a promise is awaited.
 */
export function serveEvaluator(prepare) {
  answer(async ({ flags, seconds, rounds }) => {
    const names = flagNames(flags);
    const { contextOf, evaluate, isNew, close } = await prepare(names);
    const contexts = SUBJECTS.map(contextOf);
    const work = (n) => evaluate(names[n % names.length], contexts[n & 1023]);
    await check(names[0], contexts, evaluate, isNew);

    const waits = work(0) instanceof Promise;
    const kept = [];
    const rates = [];
    for (let round = 0; round <= rounds; round += 1) {
      const rate = waits ? 1 / (await costOf(seconds, work)) : rateOf(seconds, (n) => (kept[0] = work(n)));
      if (round > 0) rates.push(rate);
    }
    await close?.();
    return { perSecond: median(rates) };
  });
}

/** A peer that does not do the task is not measured. */
async function check(name, contexts, evaluate, isNew) {
  const answers = await Promise.all(contexts.map((context) => evaluate(name, context)));
  const ahead = answers.map(isNew);
  const staff = ahead.filter((_, n) => SUBJECTS[n].plan === "staff");
  const others = ahead.filter((_, n) => SUBJECTS[n].plan !== "staff");
  const share = others.filter(Boolean).length / others.length;
  if (staff.includes(false)) throw new Error("the rule was not followed");
  if (share < 0.42 || share > 0.58) throw new Error(`the share was ${share}`);
}
