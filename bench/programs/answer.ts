/** Answers each question the parent asks, and ends when the parent does. */
export function answer<Question>(work: (question: Question) => Promise<unknown>): void {
  process.on("message", async (message) => {
    try {
      process.send?.({ answer: await work((message as { question: Question }).question) });
    } catch (error) {
      process.send?.({ problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  const end = () => process.exit(0);
  process.on("disconnect", end);
  process.on("SIGTERM", end);
}
