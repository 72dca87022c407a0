import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";
import { installationSecret } from "@/lib/platform/secret.ts";

/** Keeps answers that hold a secret unreadable in the database: AES-256-GCM under a key derived from NEXTAUTH_SECRET. */

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const sealedSchema = z.object({ sealed: z.string() });
type Sealed = z.infer<typeof sealedSchema>;

export function seal(body: unknown): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(body), "utf8"), cipher.final()]);
  return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64") };
}

/** Throws unless it was sealed under the same NEXTAUTH_SECRET. */
export function unseal(stored: unknown): unknown {
  const { sealed } = sealedSchema.parse(stored);
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(text.toString("utf8"));
}

function sealingKey(): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", installationSecret(), "", "stored answers", 32));
}
