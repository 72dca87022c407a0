import { z } from "zod";

/** Responses about what a project still needs before its first move. */

export const firstStepsSchema = z.object({
  modules: z.int().describe("how many are registered"),
  contacts: z
    .array(
      z.object({
        by: z.enum(["sdk", "flags", "measurements"]).describe("how a service made itself heard"),
        name: z.string().describe("the instance, the token, or the module measured"),
        read: z.string().nullable().describe("key of the switch read last over OFREP, where one was read alone"),
        at: z.iso.datetime().describe("for flags to the minute, for measurements when the window began"),
      }),
    )
    .describe("the newest of each kind, newest first"),
  moved: z.boolean().describe("whether a switch was ever changed"),
  example: z.string().nullable().describe("key of a module to try it with"),
});
export type FirstSteps = z.infer<typeof firstStepsSchema>;
export type Contact = FirstSteps["contacts"][number];
