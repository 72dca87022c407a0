/**
 * Browsers read errors and 304 only with these. Any origin may ask: the token travels in a header that a
 * page has to be given, never in a cookie.
 */
export const CORS_HEADERS = [
  "Access-Control-Allow-Origin",
  "*",
  "Access-Control-Expose-Headers",
  "ETag, Retry-After, X-Request-Id",
] as const;

export const PREFLIGHT_HEADERS = [
  "Access-Control-Allow-Methods",
  "GET, POST, OPTIONS",
  "Access-Control-Allow-Headers",
  "Content-Type, Authorization, X-API-Key, If-None-Match, Last-Event-ID",
  "Access-Control-Max-Age",
  "86400",
] as const;
