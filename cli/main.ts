import { CommanderError } from "commander";
import { EXIT } from "./exit.ts";
import { failureOf } from "./failure.ts";
import { Output } from "./output.ts";
import { programFor } from "./program.ts";
import type { World } from "./world.ts";

/** Runs one command line; answers its exit code. What goes wrong is told in a line, and what to do about it in another. */
export async function main(words: readonly string[], world: World): Promise<number> {
  try {
    await programFor(world).parseAsync([...words], { from: "user" });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { message, details, hint, code, problem } = failureOf(error);
    const json = words.includes("--json");
    const out = new Output(world.stdout, world.stderr, world.env, json);
    if (json && code !== EXIT.notVerified) out.document(problem);
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
