// Loaded into every program that is started here: when the starter is gone, however it went, the program ends too.
const PATIENCE_MS = 5000;

const starter = process.env.SWITCHYARD_STARTER;
// What the program forks inherits this file, but has its own dealings with its parent.
delete process.env.SWITCHYARD_STARTER;

if (starter) {
  if (!process.connected || starter !== String(process.ppid)) process.exit(1);
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), PATIENCE_MS).unref();
  });
  // Listening for the end alone must not keep a program alive that has finished.
  process.channel?.unref();
}
