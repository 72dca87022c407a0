const UNSAFE = /[@#/?[\]\s]|%(?![0-9a-f]{2})/i;
const ENCODE = "write user and password percent-encoded: @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25";

/** What is wrong with an address of Postgres as people write them; null when nothing is. Repeats nothing of it. */
export function faultIn(address: string): string | null {
  const rest = /^postgres(?:ql)?:\/\/(.*)$/s.exec(address)?.[1];
  if (rest === undefined) return "expected postgres://…";
  const [head = "", ...query] = rest.split("?");
  const at = head.lastIndexOf("@");
  if (at >= 0 && UNSAFE.test(head.slice(0, at))) return ENCODE;
  // A question mark in a password ends what comes before the host.
  if (at < 0 && query.join("?").includes("@") && /^[^/]*:[^/]*\D/.test(head)) return ENCODE;
  if (!URL.canParse(address)) return "expected postgres://user:password@host:port/database";
  const schema = new URL(address).searchParams.get("schema");
  if (schema !== null && schema !== "public")
    return "schema= is not for here: the tables are kept in the schema public; use a database of its own";
  return null;
}

/**
 * The address with its sslmode meant as libpq means it: `require` encrypts and trusts whatever server answers,
 * `verify-full` asks who it is.
 */
export function asLibpq(address: string): string {
  const url = new URL(address);
  if (!url.searchParams.has("sslmode") || url.searchParams.has("uselibpqcompat")) return address;
  url.searchParams.set("uselibpqcompat", "true");
  return url.href;
}
