import { z } from "zod";
import type { Degraded } from "../state/source.ts";

/** What one of several processes that are one dataplane needs to answer for the whole. */
export type Together = {
  /** Base URL of the process that follows what feeds them all. */
  url: string;
  /** Prometheus' text form. */
  metricsOfAll: () => Promise<string>;
};

const PATIENCE_MS = 1000;
const readySchema = z.object({ degraded: z.array(z.object({ part: z.string(), detail: z.string() })) });

/** What the source says is not as it should be; null when it does not answer. */
export async function degradedAtSource({ url }: Together): Promise<Degraded[] | null> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return readySchema.parse(await response.json()).degraded;
  } catch {
    return null;
  }
}
