import { z } from "zod";
import { SCOPES } from "../core/access/policy.ts";

/** Requests and responses of API tokens. */

const MAX_LIFE_SECONDS = 10 * 366 * 86_400;
const MAX_OVERLAP_SECONDS = 30 * 86_400;

/** How a service is heard without being an instance: it reads one switch, reads all, or sends measurements. */
export const CONTACT_KINDS = ["flag", "flags", "otlp"] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

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

export const contactSchema = z.object({
  by: z.enum(CONTACT_KINDS).describe("read one switch over OFREP, read all over OFREP, or sent measurements over OTLP"),
  token: z.string().describe("its name"),
  prefix: z.string().describe("first characters of its secret"),
  switch: z.string().nullable().describe("key of the switch that was read; null for all at once"),
  module: z.string().nullable().describe("whose switch was read, or who was measured; null for all at once"),
  at: z.iso.datetime().describe("the last time; the first is told within a second, later ones to the minute"),
});
export type ContactView = z.infer<typeof contactSchema>;
export const contactQuerySchema = z.strictObject({
  module: z.string().max(100).optional().describe("only what concerns this module"),
});
export const contactListSchema = z.object({ items: z.array(contactSchema).describe("the latest 200, newest first") });
export type ContactList = z.infer<typeof contactListSchema>;
