// Loaded into every program that is started here: when the starter is gone, however it went, the program ends too.
const PATIENCE_MS = 5000;

if (process.connected) {
  process.once("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
  });
  // Listening for the end alone must not keep a program alive that has finished.
  process.channel?.unref();
}
