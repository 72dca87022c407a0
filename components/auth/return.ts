/** A path of this site to return to; anything else becomes the start page. Never lets a link lead to another site. */
export function safeReturn(asked: string | undefined): string {
  if (!asked) return "/";
  const base = "http://here.invalid";
  if (!URL.canParse(asked, base)) return "/";
  const url = new URL(asked, base);
  if (url.origin !== base || !asked.startsWith("/") || url.pathname.startsWith("/sign-in")) return "/";
  return url.pathname + url.search + url.hash;
}
