/** How tokens made here begin; those set at the first start may look otherwise. */
const OURS = "sy_";
const BEARER = /^bearer\s/i;

/**
 * The token a request presents; null for none. A gateway may keep `Authorization` for itself: what is not Bearer does
 * not count, and a Bearer that does not look like ours gives way to an `X-API-Key` that does.
 */
export function presentedToken(authorization: string | undefined, apiKey: string | undefined): string | null {
  const bearer = authorization !== undefined && BEARER.test(authorization) ? authorization.slice(7).trim() : null;
  if (bearer === null || (apiKey?.startsWith(OURS) && !bearer.startsWith(OURS))) return apiKey ?? null;
  return bearer;
}
