import fc from "fast-check";
import { z } from "zod";

/** Values for property tests: what a schema admits, its extremes first, and what nobody expects. */

const TEXTS = [
  "",
  " ",
  "orders",
  "production",
  "orders.route",
  "new",
  "old",
  "0",
  "1",
  "-1",
  "2147483648",
  "9007199254740991",
  "1e400",
  "NaN",
  "true",
  "null",
  "2027-02-30",
  "0000-01-01",
  "0001-01-01T00:00:00+23:59",
  "00000000-0000-7000-8000-000000000000",
  "%",
  "'; DROP TABLE users; --",
  "\0",
  "\ud800",
  "💥".repeat(60),
  "x".repeat(3000),
  "__proto__",
];
const NUMBERS = [0, 1, 2, 5, -1, 0.5, 100_000, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 1e300, -0];

export const oddText = fc.constantFrom(...TEXTS);
const oddScalar = fc.oneof(oddText, fc.constantFrom(...NUMBERS), fc.boolean(), fc.constant(null));
const oddValue = fc.oneof(
  { weight: 6, arbitrary: oddScalar },
  fc.array(oddScalar, { maxLength: 3 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Mostly what the schema admits; now and then one field is odd, or there is one too many. `known` are values that exist. */
export function inputFor(schema: z.ZodType, known: readonly unknown[]): fc.Arbitrary<unknown> {
  const admitted = admittedBy(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape, known);
  const bent = fc.tuple(admitted, fc.nat(), oddValue).map(([value, at, odd]) => {
    if (typeof value !== "object" || value === null) return odd;
    const names = [...Object.keys(value), "surplus"];
    return { ...value, [names[at % names.length] as string]: odd };
  });
  return fc.oneof({ weight: 5, arbitrary: admitted }, { weight: 3, arbitrary: bent }, oddValue);
}

type Shape = {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  oneOf?: Shape[];
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
};

function admittedBy(shape: Shape, known: readonly unknown[]): fc.Arbitrary<unknown> {
  const options = shape.anyOf ?? shape.oneOf;
  if (options) return fc.oneof(...options.map((option) => admittedBy(option, known)));
  if (shape.const !== undefined) return fc.constant(shape.const);
  if (shape.enum) return fc.constantFrom(...shape.enum);
  switch (shape.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return numbers(shape);
    case "string":
      return texts(shape, known);
    case "array":
      return fc.array(admittedBy(shape.items ?? {}, known), { minLength: shape.minItems ?? 0, maxLength: 3 });
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(shape.properties ?? {}).map(([name, field]) => [name, admittedBy(field, known)])),
        { requiredKeys: shape.required ?? [] },
      );
    default:
      return oddScalar;
  }
}

function numbers({ minimum = -(2 ** 53 - 1), maximum = 2 ** 53 - 1 }: Shape): fc.Arbitrary<number> {
  const edges = [minimum, maximum, minimum + 1, 1, 2, 3, 2 ** 31].filter((edge) => edge >= minimum && edge <= maximum);
  return fc.constantFrom(...edges);
}

function texts({ format, pattern, minLength = 0, maxLength = 5000 }: Shape, known: readonly unknown[]): fc.Arbitrary<string> {
  const fitting = known.filter((value): value is string => typeof value === "string").map((value) => value.slice(0, maxLength));
  switch (format) {
    case "date":
      return fc.constantFrom("1970-01-01", "2027-02-24", "2028-02-29", "9999-12-31", "0000-01-01", "0001-01-01");
    case "date-time":
      return fc.constantFrom(
        "2027-02-24T02:58:00Z",
        "1970-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59.999-23:59",
        "0000-01-01T00:00:00Z",
      );
    case "uuid":
      return fc.constantFrom("00000000-0000-7000-8000-000000000000", ...fitting.filter((value) => value.length === 36));
    case "email":
      return fc.integer({ min: 0, max: 20 }).map((number) => `person-${number}@example.com`);
    case "uri":
      return fc.constantFrom("https://example.com/a", "javascript:alert(1)");
    default: {
      if (pattern)
        return fc.oneof(
          fc.constantFrom("a", "1", "orders", ...fitting),
          fc.integer({ min: 1, max: 99 }).map((n) => `a${n}`),
        );
      const length = Math.max(minLength, Math.min(maxLength, 200));
      return fc.constantFrom("a", "x".repeat(length), "é".repeat(length), "💥".repeat(length / 2) || "a", ...fitting);
    }
  }
}
