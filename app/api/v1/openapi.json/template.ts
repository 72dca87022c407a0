import { ROUTES } from "./routes.ts";

/** Named segments go before parameters, as in Next. */
const TEMPLATES = Object.keys(ROUTES).sort((a, b) => a.split("{").length - b.split("{").length);

/** Which of the paths this is, given below /api/v1; undefined for none. */
export function templateOf(path: string): string | undefined {
  const segments = path.split("/");
  return TEMPLATES.find((template) => {
    const pattern = template.split("/");
    return pattern.length === segments.length && pattern.every((part, i) => part.startsWith("{") || part === segments[i]);
  });
}
