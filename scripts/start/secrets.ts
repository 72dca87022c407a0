import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readState, writeState } from "./state-file.ts";

const schema = z.object({
  postgresPassword: z.string().min(1),
  nextauthSecret: z.string().min(32),
  /** The management token the demo is set up with, unless SWITCHYARD_BOOTSTRAP_TOKEN names one. */
  managementToken: z.string().min(32),
});
export type Secrets = z.infer<typeof schema>;

/** The secrets generated for this home; made on the first call. */
export function readSecrets(home: string): Secrets {
  const file = join(home, "secrets.json");
  const known = readState(file, schema);
  if (known) return known;
  const secrets = { postgresPassword: secret(), nextauthSecret: secret(), managementToken: secret() };
  writeState(file, secrets);
  return secrets;
}

function secret(): string {
  return randomBytes(32).toString("base64url");
}
