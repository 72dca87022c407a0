import type { Method } from "./routes.ts";

const SINGULAR: Record<string, string> = { audit: "auditEvent", rollbacks: "pastRollback", switches: "switch" };

/**
 * `GET /projects/{project}/risks/{risk}` → `getRisk`. Short, for generators make names of types of it: where everything
 * is below a project or an environment, neither is said.
 */
export function operationId(method: Method, path: string): string {
  const segments = path.split("/").filter(Boolean);
  const nouns = segments.flatMap((segment, index) => {
    if (segment.startsWith("{")) return [];
    const one = segments[index + 1]?.startsWith("{") ?? false;
    return [one ? (SINGULAR[segment] ?? segment.replace(/s$/, "")) : segment];
  });
  const said = nouns.slice(nouns.findLastIndex((noun, index) => isBelow(noun, nouns[index + 1])) + 1);
  return (
    method.toLowerCase() +
    said
      .flatMap((noun) => noun.split("-"))
      .map(capital)
      .join("")
  );
}

/** A rollback is of a project, of a module, or of a switch. */
function isBelow(place: string, noun: string | undefined): boolean {
  if (noun === undefined || noun === "rollback") return false;
  return place === "project" || (place === "environment" && (noun === "switch" || noun === "module"));
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
