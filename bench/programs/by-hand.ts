import { createHash } from "node:crypto";

/** What teams write before they have anything else: one rule, and a hash of the subject against the share. */
export type ByHand = { salt: string; share: number; plan: string };

export function byHand(flags: ReadonlyMap<string, ByHand>, key: string, context: { targetingKey: string; plan: string }): string {
  const flag = flags.get(key);
  if (!flag) return "old";
  if (context.plan === flag.plan) return "new";
  const hash = createHash("sha1").update(flag.salt).update(context.targetingKey).digest().readUInt32BE();
  return hash / 2 ** 32 < flag.share ? "new" : "old";
}
