/** Next calls this once, when the web process starts. */
export async function register(): Promise<void> {
  // Written so that nothing of it is built for the other runtime.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { standAtTheDoor } = await import("./app/api/_door/door.ts");
    standAtTheDoor();
  }
}
