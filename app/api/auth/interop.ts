/**
 * next-auth is CommonJS. Bundlers hand over its default export, Node's own loader the whole module with the
 * default inside; this takes either.
 */
export function defaultOf<T>(module: { default: T }): T {
  const inner = module.default as T | { default: T };
  return typeof inner === "object" && inner !== null && "default" in inner ? inner.default : (inner as T);
}
