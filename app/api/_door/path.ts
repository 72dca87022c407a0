const API = "/api/";

/**
 * The address as Next and Postgres can read it. A segment whose escapes are broken, or hold a NUL, stands for the
 * characters it is written with, and so for nothing there is. What the API is asked besides, it judges itself.
 */
export function readableUrl(url: string): string {
  if (!url.includes("%")) return url;
  const [path = "", ...rest] = url.split("?");
  const readable = path.split("/").map((segment) => (isReadable(segment) ? segment : segment.replaceAll("%", "%25")));
  const query = path.startsWith(API) ? rest : rest.map((part) => part.replaceAll("%00", "%EF%BF%BD"));
  return [readable.join("/"), ...query].join("?");
}

function isReadable(segment: string): boolean {
  try {
    return !decodeURIComponent(segment).includes("\0");
  } catch {
    return false;
  }
}
