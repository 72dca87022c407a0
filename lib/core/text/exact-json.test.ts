import fc from "fast-check";
import { expect, test } from "vitest";
import { parseExactly } from "./exact-json.ts";

const integers = fc.oneof(fc.bigInt(), fc.maxSafeInteger().map(BigInt), fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n)));
const sent = (value: unknown): string => {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(sent).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${sent(one)}`)}}`;
};
const isSafe = (value: bigint) => value < 2n ** 53n && value > -(2n ** 53n);

test("every integer comes back as it was sent, wherever it stands", () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      integers,
      fc.string(),
      fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
      fc.constant(null),
      fc.array(tie("tree")),
      fc.dictionary(fc.string(), tie("tree")),
    ),
  }));
  const expected = (value: unknown): unknown => {
    if (typeof value === "bigint") return isSafe(value) ? Number(value) : value;
    if (Array.isArray(value)) return value.map(expected);
    if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, expected(one)]));
  };
  fc.assert(
    fc.property(tree, (value) => {
      expect(parseExactly(sent(value))).toEqual(expected(value));
    }),
  );
});

test.each(["", "{", "[1 2]", "{12345678901234567:1}", "[01234567890123456789]", "[1234567890123456789.]", '"12345678901234567'])(
  "what is no JSON is none: %s",
  (text) => {
    expect(() => parseExactly(text)).toThrow(SyntaxError);
  },
);

test("decimals, exponents and digits in texts are what they are to any reader", () => {
  const json = '{"a":0.12345678901234567890,"b":12345678901234567e3,"c":"say \\"12345678901234567\\"","12345678901234567":1}';
  expect(parseExactly(json)).toEqual(JSON.parse(json));
});
