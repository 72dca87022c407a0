import { z } from "zod";
import { ROLES } from "../core/access/policy.ts";

/** Requests and responses of members, of set-up links and of sign-in. */

/** Addresses are compared without regard to case, so they are stored in lower case. */
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .regex(z.regexes.email, "expected an e-mail address")
  .meta({ format: "email" });
const name = z.string().trim().min(1).max(200);
const password = z.string().min(8, "expected at least 8 characters").max(200);
const role = z.enum(ROLES);

// ---------- requests ----------

export const memberBodySchema = z.strictObject({
  email,
  name: name.describe("used when the address is new here"),
  role,
  password: password.optional().meta({ deprecated: true, description: "taken and never set: people choose their own" }),
});
export const memberPatchSchema = z.strictObject({
  expectedVersion: z.int().min(1),
  role,
  reason: z.string().trim().max(2000).optional(),
});
export const memberDeleteQuerySchema = z.strictObject({ expectedVersion: z.coerce.number().int().min(1) });

const setupToken = z.string().min(1).max(100);
/** The link is `/setup#<token>`: what follows the # never reaches a server or its logs. */
export const setupCheckBodySchema = z.strictObject({ token: setupToken });
export const setupBodySchema = z.strictObject({
  token: setupToken,
  name: name.describe("not taken by somebody who joins"),
  email: email.optional().describe("needed for the first admin; an invited person's address is known"),
  password,
});

export const credentialsSchema = z.object({ email, password: z.string().min(1).max(200) });

// ---------- responses ----------

export const memberSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  owner: z.boolean().describe("administers every project of this installation"),
  active: z.boolean().describe("has come in: chosen a password, signed in or joined; otherwise invited"),
  version: z.int().nullable().describe("null: an owner who is no member; nothing to change or remove here"),
  since: z.iso.datetime(),
});
export type MemberView = z.infer<typeof memberSchema>;
export const memberListSchema = z.object({ items: z.array(memberSchema), nextCursor: z.string().nullable() });

export const setupLinkSchema = z.object({
  setupUrl: z.string().describe("shown once; hand it to the person"),
  expiresAt: z.iso.datetime(),
});
export const memberAddedSchema = memberSchema.extend({
  setup: setupLinkSchema.nullable().describe("null when the person is in already"),
});

export const setupCheckSchema = z.object({
  kind: z.enum(["first-admin", "member", "join"]).describe("join: with the password the person has"),
  project: z.string().nullable().describe("name of the project to join"),
  email: z.string().nullable(),
  name: z.string().nullable(),
  expiresAt: z.iso.datetime(),
});
export type SetupCheck = z.infer<typeof setupCheckSchema>;
/** Set up or joined; the person signs in next, with this address and that password. */
export const setUpSchema = z.object({ email: z.string() });
