import { METHODS, ROUTES } from "../v1/openapi.json/routes.ts";
import { templateOf } from "../v1/openapi.json/template.ts";

const API = "/api/v1";
const ALWAYS = ["HEAD", "OPTIONS"];

/** What can be done at an address, in the words of an Allow header. */
export function methodsOf(pathname: string): string[] {
  if (pathname.startsWith("/api/auth/")) return ["GET", "POST", ...ALWAYS];
  const route = pathname.startsWith(`${API}/`) ? ROUTES[templateOf(pathname.slice(API.length)) ?? ""] : undefined;
  if (!route) return ["GET", ...ALWAYS];
  const methods: string[] = METHODS.filter((method) => route[method]);
  return [...methods, ...(route.GET ? ALWAYS : ["OPTIONS"])];
}
