import { randomUUID } from "node:crypto";
import { z } from "zod";

/**
 * What a form was answered with, for the page the browser is sent back to. It travels in a cookie, since what an
 * address says could be anybody's words; the address only names which answer it means.
 */

export const TOLD_COOKIE = "switchyard.told";
export const TOLD_PARAMETER = "told";

const LIFETIME_SECONDS = 60;
const MOST_REFUSALS = 4;
const LONGEST_SENTENCE = 400;

const sentence = z.string().transform((text) => text.slice(0, LONGEST_SENTENCE));
const fact = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const refusal = z.object({ rule: z.string(), message: sentence, detail: z.record(z.string(), fact.catch(null)) });

/** The members of a problem document that a person is told. */
const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: sentence.optional(),
  requestId: z.string().optional(),
  roleNeeded: z.string().optional(),
  refusals: z
    .array(refusal)
    .transform((all) => all.slice(0, MOST_REFUSALS))
    .optional()
    .catch(undefined),
});
type ToldProblem = z.infer<typeof problemSchema>;

/** Keeps a problem document for a minute: the id the address is to carry, and the cookie to set. */
export function tell(document: unknown, secure: boolean): { id: string; cookie: string } {
  const id = randomUUID().slice(0, 8);
  const value = Buffer.from(JSON.stringify({ id, problem: problemSchema.parse(document) })).toString("base64url");
  const attributes = [`Max-Age=${LIFETIME_SECONDS}`, "Path=/oncall", "HttpOnly", "SameSite=Lax", ...(secure ? ["Secure"] : [])];
  return { id, cookie: [`${TOLD_COOKIE}=${value}`, ...attributes].join("; ") };
}

/** The answer the address means, while its cookie lives; null otherwise. */
export function readTold(cookie: string | undefined, id: string | undefined): ToldProblem | null {
  if (!cookie || !id) return null;
  try {
    const parsed = z
      .object({ id: z.literal(id), problem: problemSchema })
      .safeParse(JSON.parse(Buffer.from(cookie, "base64url").toString("utf8")));
    return parsed.success ? parsed.data.problem : null;
  } catch {
    return null;
  }
}
