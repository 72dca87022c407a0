import fc from "fast-check";
import { expect, it } from "vitest";
import { AXES, positionsOf } from "../../core/stages/positions.ts";
import { SECONDARY_WRITES } from "../../core/stages/secondary-writes.ts";
import { briefOf, briefRowSchema } from "../schema/brief.ts";
import { type SwitchRow, switchRowSchema } from "../schema/standings.ts";
import { wholeRow } from "./brief-rows.ts";

const change = switchRowSchema.shape.change.unwrap();

const rows = fc.constantFrom(...AXES).chain((axis): fc.Arbitrary<SwitchRow> => {
  const position = fc.constantFrom(...positionsOf(axis));
  const standing = fc.record({ position, next: fc.option(position), share: fc.constantFrom(0, 1, 25_000, 100_000) });
  const made = fc.record({
    at: fc.constant("2027-02-24T02:00:00.000Z"),
    act: fc.constantFrom(...change.shape.act.options),
    direction: fc.constantFrom(...change.shape.direction.options),
    from: fc.option(standing),
    by: fc.string(),
  });
  return fc
    .tuple(
      standing,
      fc.record(
        {
          secondaryWrites: fc.constantFrom(...SECONDARY_WRITES),
          pins: fc.nat({ max: 2 }),
          ahead: fc.constant(true as const),
          held: fc.boolean(),
          version: fc.integer({ min: 1, max: 3 }),
          revision: fc.nat(),
          change: fc.option(made),
        },
        { requiredKeys: ["secondaryWrites", "pins", "held", "version", "revision", "change"] },
      ),
    )
    .map(([stands, rest]) => ({ key: `orders.v2.${axis}`, module: "orders.v2", axis, ...stands, ...rest }));
});

it("has all of a row again that a brief list left out, and that list is what it is said to be", () => {
  fc.assert(
    fc.property(rows, (row) => {
      const brief = JSON.parse(JSON.stringify(briefOf(row)));
      expect(briefRowSchema.strict().parse(brief)).toEqual(brief);
      expect(wholeRow(brief)).toEqual(row);
    }),
  );
});
