/** Answers each question the parent asks, and ends when the parent does. */
export function answer<Question>(work: (question: Question) => Promise<unknown>): void {
  process.on("message", async (question) => {
    try {
      process.send?.({ answer: await work(question as Question) });
    } catch (error) {
      process.send?.({ problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on("disconnect", () => process.exit(0));
}
