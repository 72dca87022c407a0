/** Mutations of a module carry this key, so that its row can say "sending". */
export function actKey(module: string): string[] {
  return ["act", module];
}
