import { CommanderError } from "commander";
import { EXIT } from "./exit.ts";
import { failureOf, usage } from "./failure.ts";
import { Output } from "./output.ts";
import { programFor } from "./program.ts";
import type { World } from "./world.ts";

/** Runs one command line; answers its exit code. What goes wrong is told in a line, and what to do about it in another. */
export async function main(words: readonly string[], world: World): Promise<number> {
  const out = new Output(world.stdout, world.stderr, world.env, words.includes("--json"));
  try {
    await programFor(world).parseAsync([...words], { from: "user" });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.done;
      // The line about it is printed already.
      if (out.json) out.document(usage(error.message, "").problem);
      return EXIT.usage;
    }
    const { message, details, hint, code, problem, answered } = failureOf(error);
    if (out.json && !answered) out.document(problem);
    out.complain(message, "bad");
    for (const line of details) out.complain(`  ${line}`);
    out.complain(hint);
    return code;
  }
}

/** The process: signals abort once, the second time they end it; a reader that left ends it quietly. */
export async function run(): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  process.stdout.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? EXIT.done : EXIT.unexpected),
  );
  const { env, stdin, stdout, stderr } = process;
  process.exitCode = await main(process.argv.slice(2), { env, stdin, stdout, stderr, signal: stop.signal });
}
