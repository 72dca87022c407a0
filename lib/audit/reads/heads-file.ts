import { createHmac, timingSafeEqual } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../../platform/canonical.ts";
import { installationSecret } from "../../platform/secret.ts";

/**
 * The ends of the audit chains, kept in a file of the home: whoever can change the database alone cannot shorten a
 * chain unseen. See docs/decisions/047-two-roles.md.
 */

const headSchema = z.strictObject({
  projectId: z.uuid(),
  project: z.string(),
  sequence: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime(),
});
/** The newest event of a project when it was looked at; `at` is the event's own time. */
export type KeptHead = z.infer<typeof headSchema>;

const fileSchema = z.strictObject({ heads: z.array(headSchema), signature: z.string() });

/** It is not what was written: cut off, edited, or signed under another NEXTAUTH_SECRET. */
export class HeadsDamaged extends Error {}

export function headsFile(home: string): string {
  return join(home, "audit-heads.json");
}

/** Those of the file; none where there is no file. Throws `HeadsDamaged`. */
export async function readHeads(home: string): Promise<KeptHead[]> {
  const file = headsFile(home);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return [];
  const parsed = fileSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw new HeadsDamaged(`${file} is damaged`);
  const { heads, signature } = parsed.data;
  const [expected, given] = [Buffer.from(signatureOf(heads)), Buffer.from(signature)];
  if (expected.length !== given.length || !timingSafeEqual(expected, given))
    throw new HeadsDamaged(`${file} does not carry the signature of this installation`);
  return heads;
}

/** Replaces the file whole, readable by this account only. */
export async function writeHeads(home: string, heads: readonly KeptHead[]): Promise<void> {
  const file = headsFile(home);
  const text = JSON.stringify({ heads, signature: signatureOf(heads) }, null, 2);
  await writeFile(`${file}.new`, `${text}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function signatureOf(heads: readonly KeptHead[]): string {
  return createHmac("sha256", `audit heads ${installationSecret()}`).update(canonicalJson({ heads })).digest("hex");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
