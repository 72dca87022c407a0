/** A number and what may follow it in a version, and too short for most of what names a person. */
const VERSION_LIKE = /^v?\d[\w .+~()-]{0,31}$/i;

/** A value that could not be read, where it may be shown: it looks like a version and nothing else. Null otherwise. */
export function exampleOf(value: unknown): string | null {
  return typeof value === "string" && VERSION_LIKE.test(value) ? value : null;
}
