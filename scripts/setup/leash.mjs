// Loaded into every program that is started here: when the starter is gone, however it went, the program ends too.
// What the program forks inherits this file, but has its own dealings with its parent.
const PATIENCE_MS = 5000;

if (process.connected && process.env.SWITCHYARD_STARTER === String(process.ppid)) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.kill(process.pid, "SIGKILL"), PATIENCE_MS).unref();
  });
  // Listening for the end alone must not keep a program alive that has finished.
  process.channel?.unref();
}
