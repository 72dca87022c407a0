import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { type Drill, perform } from "./drill.ts";
import { World } from "./world.ts";

/** Seconds each fault lasts in a test; `npm run drill` takes a minute. */
const SECONDS = 3;
const WITHIN_MS = 120_000;

/** The short form of a drill: the same bounds, for a fault of seconds. */
export function holdsShortly(drill: Drill): void {
  it(
    `${drill.name}: every read is answered, rightly, and all is well soon after`,
    async () => {
      const world = await World.open(mkdtempSync(join(tmpdir(), "drill-")), inject("ground"));
      try {
        expect(await perform(drill, world, SECONDS)).toMatchObject({ failed: 0, wrong: 0, holds: true });
      } finally {
        await world.close();
      }
    },
    WITHIN_MS,
  );
}
