/** Where a number may be too long for a double to tell from its neighbours. */
const LONG = /\d{16}/;

/** A text, whole, or a number. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
const INTEGER = /^-?\d{16,}$/;

/** Begins a long integer on its way through the parser. A text that begins so could only say what a number can. */
const MARK = "\0";

/** What JSON says, with integers beyond 2^53 as bigints instead of rounded. Throws as `JSON.parse` does. */
export function parseExactly(json: string): unknown {
  const parsed: unknown = JSON.parse(json);
  if (!LONG.test(json)) return parsed;
  const marked = json.replace(TOKENS, (token) =>
    INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"\\u0000${token}"` : token,
  );
  return marked === json ? parsed : JSON.parse(marked, revive);
}

function revive(_: string, value: unknown): unknown {
  return typeof value === "string" && value.startsWith(MARK) && INTEGER.test(value.slice(1)) ? BigInt(value.slice(1)) : value;
}
