/** Lines for a terminal, fetched when one is asked for. */
export function loadLines() {
  return import("./command-line.ts");
}
