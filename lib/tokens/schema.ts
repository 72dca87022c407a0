import { z } from "zod";
import { SCOPES } from "../core/access/policy.ts";

/** Requests and responses of API tokens. */

const MAX_LIFE_SECONDS = 10 * 366 * 86_400;
const MAX_OVERLAP_SECONDS = 30 * 86_400;

// ---------- requests ----------

export const tokenBodySchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  environment: z.string().min(1).max(60),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1)
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
  expiresInSeconds: z
    .int()
    .min(60)
    .max(MAX_LIFE_SECONDS)
    .optional()
    .describe("default: it does not expire, or ends with the token that makes it"),
});
export const rotateBodySchema = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(MAX_OVERLAP_SECONDS)
    .default(86_400)
    .describe("how long the old secret stays good beside the new one"),
});
export const revokeQuerySchema = z.strictObject({
  confirm: z.string().max(200).optional().describe("level 3: the token's name, when it was used in the last 24 hours"),
});

// ---------- responses ----------

export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe("first characters of the secret"),
  environment: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  state: z.enum(["live", "expired", "revoked"]),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe("to the minute"),
});
export type TokenView = z.infer<typeof tokenSchema>;
export const tokenListSchema = z.object({ items: z.array(tokenSchema), nextCursor: z.string().nullable() });

export const tokenCreatedSchema = tokenSchema.extend({ token: z.string().describe("the secret; shown only here") });
export type TokenCreated = z.infer<typeof tokenCreatedSchema>;
/** `previous` goes on working until its `expiresAt`. */
export const tokenRotatedSchema = tokenCreatedSchema.extend({ previous: tokenSchema });
