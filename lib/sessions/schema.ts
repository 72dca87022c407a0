import { z } from "zod";

/** Where somebody is signed in. */

export const sessionSchema = z.object({
  id: z.string(),
  device: z.string().describe("browser and system, as far as the browser named them; may be empty"),
  current: z.boolean().describe("the one that asks"),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().describe("to the minute"),
  expiresAt: z.iso.datetime(),
});
export type SessionView = z.infer<typeof sessionSchema>;
export const sessionListSchema = z.object({ items: z.array(sessionSchema), nextCursor: z.string().nullable() });
