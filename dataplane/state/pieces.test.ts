import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { parseSnapshot } from "../../lib/core/evaluation/snapshot.ts";
import { vectorSnapshot } from "../../lib/core/vectors/cases.ts";
import { piecesOf } from "./pieces.ts";

const environment = { id: randomUUID(), modules: { 'ö"': "1" }, changedAt: 7, allowedOrigins: ["*"] };

it.each([0, 1, 5000])("together are the whole, with %i switches more or less", (count) => {
  const snapshot = parseSnapshot(vectorSnapshot);
  const all = Object.values(snapshot.switches).slice(0, count);
  const many = Array.from({ length: count }, (_, i) => ({ ...all[i % all.length], key: `m-${i} "é"` }));
  const published = {
    ...environment,
    snapshot: { ...snapshot, switches: Object.fromEntries(many.map((each) => [each.key, each])) },
  };
  const pieces = [...piecesOf(published as Parameters<typeof piecesOf>[0])];
  expect(JSON.parse(pieces.join(""))).toEqual(JSON.parse(JSON.stringify(published)));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(80_000);
  expect(pieces.length).toBe(count === 5000 ? pieces.length : 1);
});
