import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { gate } from "./gate.ts";
import { tooMany } from "./rate-limit.ts";

/** argon2id, the library's default variant; 19 MiB and two passes are OWASP's first choice for servers. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize("NFKC"), COST));
}

/** Each takes a core for some tens of milliseconds; one core and the threads that read files and names stay for the others. */
const AT_ONCE = Math.max(1, Math.min(3, availableParallelism() - 1));
const MOST_WAITING = 200;
const pass = gate(AT_ONCE);
let inside = 0;

/** Throws `rate-limited` when too many wait already. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (inside >= AT_ONCE + MOST_WAITING) throw tooMany(5);
  inside += 1;
  try {
    return await pass(work);
  } finally {
    inside -= 1;
  }
}

let nobodys: Promise<string> | undefined;

/** Takes as long for a person who does not exist, or has no password, as for a wrong password. */
export async function passwordMatches(hashed: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword(randomBytes(32).toString("base64url"));
  const decoy = await nobodys;
  const matches = await inTurn(() => verify(hashed ?? decoy, password.normalize("NFKC")));
  return hashed !== null && matches;
}
