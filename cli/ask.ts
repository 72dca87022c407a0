import { createInterface } from "node:readline/promises";
import { EXIT } from "./exit.ts";
import { Failure } from "./failure.ts";
import type { World } from "./world.ts";

/** Asks for one line on the terminal. Throws when it is closed or interrupted instead. */
export async function ask({ stdin, stderr, signal }: World, question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  const closed = new AbortController();
  lines.once("close", () => closed.abort());
  // On a terminal Ctrl-C comes to the one who reads it, not as a signal.
  lines.once("SIGINT", () => lines.close());
  try {
    return (await lines.question(question, { signal: AbortSignal.any([signal, closed.signal]) })).trim();
  } catch {
    throw new Failure(EXIT.interrupted, "Stopped.", "Nothing was changed.");
  } finally {
    lines.close();
  }
}
