import type { IncomingMessage } from "node:http";

/**
 * What the first header of that lower-case name says. Looked for in the list as it came in, because a flag read
 * should not pay for an object of all headers.
 */
export function headerOf({ rawHeaders }: IncomingMessage, name: string): string | undefined {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const each = rawHeaders[i] as string;
    if (each.length === name.length && each.toLowerCase() === name) return rawHeaders[i + 1];
  }
  return undefined;
}
