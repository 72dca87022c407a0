import { stat } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { hashPassword, passwordMatches } from "./passwords.ts";

it("leaves room for others while a hundred and fifty sign in", async () => {
  const hashed = await hashPassword("correct horse");
  await passwordMatches(hashed, "warm");
  let done = 0;
  const attempts = Array.from({ length: 150 }, async (_, index) => {
    const matches = await passwordMatches(hashed, index % 2 ? "correct horse" : "wrong");
    done += 1;
    return matches;
  });
  await setImmediate();
  await stat(".");
  expect(done).toBeLessThan(10);
  expect((await Promise.all(attempts)).filter(Boolean)).toHaveLength(75);
});

it("turns away whom it cannot take soon, and takes the next", async () => {
  const hashed = await hashPassword("correct horse");
  const attempts = await Promise.allSettled(Array.from({ length: 300 }, () => passwordMatches(hashed, "correct horse")));
  const refused = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [attempt.reason.code] : []));
  expect(refused.length).toBeGreaterThan(50);
  expect(new Set(refused)).toEqual(new Set(["rate-limited"]));
  expect(await passwordMatches(hashed, "correct horse")).toBe(true);
});
