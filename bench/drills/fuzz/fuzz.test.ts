import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { World } from "../world.ts";
import { fuzz } from "./fuzz.ts";

/** `npm run drill fuzz` takes twenty thousand. */
const RUNS = 1000;

it("nothing that is sent breaks an endpoint, is answered in another form, or stays in memory", async () => {
  const world = await World.open(mkdtempSync(join(tmpdir(), "fuzz-")), inject("ground"));
  try {
    expect(await fuzz(world, RUNS)).toMatchObject({ holds: true });
  } finally {
    await world.close();
  }
}, 120_000);
