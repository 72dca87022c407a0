import { z } from "zod";
import { USUAL, USUAL_CHANGE, USUAL_FROM, unusual } from "../../core/stages/usual.ts";
import { type SwitchRow, switchRowSchema } from "./standings.ts";

/** Where switches stand in as few bytes as it takes: of a large installation most of them stand as most do. */

const change = switchRowSchema.shape.change.unwrap();
const from = change.shape.from.unwrap();

export const briefRowSchema = switchRowSchema
  .omit({ module: true, axis: true })
  .extend({
    change: change
      .extend({ from: from.partial(named(USUAL_FROM)).nullable() })
      .partial(named(USUAL_CHANGE))
      .nullable(),
  })
  .partial(named(USUAL))
  .describe(
    `\`key\` is \`<module>.<axis>\`. What is left out is ${said(USUAL)}; of \`change\` ${said(USUAL_CHANGE)}; of its \`from\` ${said(USUAL_FROM)}.`,
  );
export type BriefRow = z.infer<typeof briefRowSchema>;

export const briefStandingsSchema = z.object({ items: z.array(briefRowSchema), nextCursor: z.string().nullable() });

export function briefOf({ module: _, axis: __, change, ...row }: SwitchRow): BriefRow {
  const told = change && { ...unusual(change, USUAL_CHANGE), from: change.from && unusual(change.from, USUAL_FROM) };
  return unusual({ ...row, change: told }, USUAL);
}

function named<const U extends object>(usual: U): { [name in keyof U]: true } {
  return Object.fromEntries(Object.keys(usual).map((name) => [name, true])) as { [name in keyof U]: true };
}

function said(usual: object): string {
  return Object.entries(usual)
    .map(([name, value]) => `\`${name}\` ${JSON.stringify(value)}`)
    .join(", ");
}
