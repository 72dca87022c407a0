/** A path of this site to return to; anything else becomes the start page. Never lets a link lead to another site. */
export function safeReturn(asked: string | undefined): string {
  if (!asked) return "/";
  const base = "http://here.invalid";
  const url = URL.parse(asked, base);
  if (!url || url.origin !== base || !asked.startsWith("/") || url.pathname.startsWith("/sign-in")) return "/";
  return url.pathname + url.search + url.hash;
}
