import { countsOf, type Guardrail, type Sample, sumOf } from "./guardrail.ts";
import { begin, blind, goOn, type Judgement, judge, type Test } from "./judge.ts";

/** Length of a sample, and how long one may still grow: reports come late. */
export const SAMPLE_SECONDS = 10;
const SETTLES_SECONDS = 40;
/** Samples are added to what is kept of a test so many seconds of them at a time. */
const KEPT_EVERY_SECONDS = 60;

/** What a worker that was away for longer missed stays out of the test. */
const LONGEST_BACK_SECONDS = 3600;

/** A test as it is kept between two looks. Times are seconds since the epoch. */
export type Standing = {
  /** What it began for. Another one begins another test. */
  basis: string;
  since: number;
  /** Samples before this are part of `test`. */
  settled: number;
  test: Test | null;
};

/** What a test is for, by name, and since when that is so. */
export type Basis = { name: string; since: number };

export type Looked = { standing: Standing; judgement: Judgement };

/**
 * Looks at a guardrail: goes on with its test, or begins another where it was for something else, where nothing could be
 * compared for a whole window, where it can no longer see, and where a fault is over.
 * @param samples of the window before now, of what is not settled yet, and of the window before the test, in order
 */
export function look(
  known: Standing | null,
  guardrail: Guardrail,
  basis: Basis,
  samples: readonly Sample[],
  now: number,
): Looked {
  const window = samples.filter(({ at }) => at >= now - guardrail.windowSeconds && at < now);
  const judged = (standing: Standing, test: Test | null): Looked => {
    const own = window.filter(({ at }) => at >= standing.since);
    return { standing, judgement: judge(test, guardrail, own) };
  };
  const anew = (since: number) => goneOn(begun(guardrail, basis, since, samples), guardrail, samples, now);

  if (known?.basis !== basis.name) {
    const { standing, test } = anew(basis.since);
    return judged(standing, test);
  }
  const idle = !window.some((sample) => isComparable(guardrail, sample));
  if (idle || !known.test || blind(known.test, guardrail, window)) {
    const { standing, test } = anew(now);
    return idle ? { standing, judgement: judge(test, guardrail, window) } : judged(standing, test);
  }
  const { standing, test } = goneOn(known, guardrail, samples, now);
  const looked = judged(standing, test);
  return looked.judgement.because === "contradiction" ? { ...looked, standing: anew(now).standing } : looked;
}

/** A test that begins with the first whole sample from `since` on. What was before says what the old path is like. */
function begun(guardrail: Guardrail, basis: Basis, since: number, samples: readonly Sample[]): Standing {
  const first = Math.ceil(since / SAMPLE_SECONDS) * SAMPLE_SECONDS;
  const before = samples.filter(({ at }) => at < first && at >= first - guardrail.windowSeconds);
  return { basis: basis.name, since: first, settled: first, test: begin(guardrail, first, sumOf(before)) };
}

/** The test with all samples until now, and what of it is kept: those that grow no more. */
function goneOn(
  known: Standing,
  guardrail: Guardrail,
  samples: readonly Sample[],
  now: number,
): { standing: Standing; test: Test | null } {
  if (!known.test) return { standing: known, test: null };
  const later = samples.filter(({ at }) => at >= known.settled && at < now);
  const growing = Math.floor((now - SETTLES_SECONDS) / SAMPLE_SECONDS) * SAMPLE_SECONDS;
  const settled = growing - known.settled >= KEPT_EVERY_SECONDS ? growing : known.settled;
  const add = (test: Test, sample: Sample) => goOn(test, guardrail, sample);
  const kept = later.filter(({ at }) => at < settled).reduce(add, known.test);
  const test = later.filter(({ at }) => at >= settled).reduce(add, kept);
  return { standing: { ...known, settled, test: kept }, test };
}

function isComparable(guardrail: Guardrail, sample: Sample): boolean {
  const { old, new: fresh } = countsOf(guardrail.metric, sample);
  return fresh > 0 && (guardrail.against === "number" || old > 0);
}

/** From when on samples are needed to look at a guardrail. */
export function neededFrom(known: Standing | null, { windowSeconds }: Guardrail, now: number): number {
  return Math.max(now - LONGEST_BACK_SECONDS, Math.min(now - windowSeconds, known?.settled ?? now)) - SAMPLE_SECONDS;
}
