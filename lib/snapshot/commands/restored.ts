import type { z } from "zod";
import { type Context, inTransaction } from "../../platform/context.ts";
import { AppError } from "../../platform/errors.ts";
import { type Identity, ownsEverything } from "../../platform/identity.ts";
import { presentLineage } from "../reads/lineage.ts";
import type { LineageView, restoredBodySchema } from "../schema.ts";
import { renewLineage } from "./renew-lineage.ts";

/** Says that the state was restored from an older copy. For owners and the bootstrap token: it concerns every project. */
export async function sayRestored(
  context: Context,
  identity: Identity,
  { lineage, reason }: z.infer<typeof restoredBodySchema>,
): Promise<LineageView> {
  return inTransaction(context, async (inside) => {
    if (!(await ownsEverything(inside.db, identity))) {
      throw new AppError("forbidden", "Only an owner may say that the installation was restored; it concerns every project.", {});
    }
    await renewLineage(inside, { expected: lineage, seen: 0, cause: reason });
    return presentLineage(inside);
  });
}
