/** Ends the process with one line that says why it cannot start. */
export function cannotStart(error: NodeJS.ErrnoException): never {
  const taken = `Port ${process.env.DATAPLANE_PORT ?? 3001} is taken. Set DATAPLANE_PORT.`;
  process.stderr.write(`${error.code === "EADDRINUSE" ? taken : error.message}\n`);
  process.exit(1);
}
