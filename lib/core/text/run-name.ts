const SHORTEST = 8;

/** The least of a run's identity that tells it from the other runs of its name; identities may begin with the time. */
export function shortRun(incarnation: string, others: readonly string[]): string {
  let length = SHORTEST;
  const begins = (other: string) => other !== incarnation && other.slice(0, length) === incarnation.slice(0, length);
  while (length < incarnation.length && others.some(begins)) length += 1;
  return incarnation.slice(0, length);
}
