import { real } from "./clocks.ts";
import { queries } from "./queries.ts";

const PATIENCE_MS = 20_000;

/** Resolves when nothing of what the last event began goes on by itself: no promise, no statement in Postgres. */
export async function settled(): Promise<void> {
  for (;;) {
    await new Promise<void>((resolve) => real.setImmediate(resolve));
    if (queries.pending === 0) return;
    let late: NodeJS.Timeout | undefined;
    await Promise.race([
      queries.idle(),
      new Promise((_, reject) => {
        late = real.setTimeout(() => reject(new Error(`Postgres did not answer: ${queries.describe()}`)), PATIENCE_MS);
      }),
    ]);
    real.clearTimeout(late);
  }
}
