import { randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";

/** argon2id, the library's default variant; 19 MiB and two passes are OWASP's first choice for servers. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"), COST);
}

let nobodys: Promise<string> | undefined;

/** Takes as long for a person who does not exist, or has no password, as for a wrong password. */
export async function passwordMatches(hashed: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword(randomBytes(32).toString("base64url"));
  const decoy = await nobodys;
  const matches = await verify(hashed ?? decoy, password.normalize("NFKC"));
  return hashed !== null && matches;
}
