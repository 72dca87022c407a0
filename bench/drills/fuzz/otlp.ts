import fc from "fast-check";

/** Protobuf by hand: a valid export, what may be wrong with its bytes, and bytes that never were one. */

type Bytes = number[];

function varint(value: number): Bytes {
  const bytes: Bytes = [];
  let left = value;
  while (left > 0x7f) {
    bytes.push((left % 128) | 0x80);
    left = Math.floor(left / 128);
  }
  return [...bytes, left];
}

const field = (number: number, content: Bytes): Bytes => [...varint(number * 8 + 2), ...varint(content.length), ...content];
const number = (at: number, value: number): Bytes => [...varint(at * 8), ...varint(value)];
const fixed = (at: number, bytes: Buffer): Bytes => [...varint(at * 8 + 1), ...bytes];
const text = (value: string): Bytes => [...Buffer.from(value)];
const attribute = (key: string, value: string): Bytes => [...field(1, text(key)), ...field(2, field(1, text(value)))];

function fixed64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

type Point = {
  module: string;
  path: string;
  route: string;
  count: number;
  at: bigint;
  bounds: number[];
  counts: bigint[];
  sum: number;
};

/** ExportMetricsServiceRequest with one histogram. */
function message(points: Point[], temporality: number, unit: string): Buffer {
  const dataPoints = points.flatMap(({ module, path, route, count, at, bounds, counts, sum }) =>
    field(1, [
      ...fixed(3, fixed64(at)),
      ...fixed(4, fixed64(BigInt(count))),
      ...fixed(5, double(sum)),
      ...field(
        6,
        counts.flatMap((each) => [...fixed64(each)]),
      ),
      ...field(
        7,
        bounds.flatMap((each) => [...double(each)]),
      ),
      ...field(9, attribute("switchyard.module", module)),
      ...field(9, attribute("switchyard.path", path)),
      ...field(9, attribute("http.route", route)),
    ]),
  );
  const histogram = [...dataPoints, ...number(2, temporality)];
  const metric = [...field(1, text("http.server.request.duration")), ...field(3, text(unit)), ...field(9, histogram)];
  return Buffer.from(field(1, field(2, field(2, metric))));
}

const point: fc.Arbitrary<Point> = fc.record({
  module: fc.constantFrom("module-0", "nowhere", ""),
  path: fc.constantFrom("old", "new", "other"),
  route: fc.string({ unit: "binary", maxLength: 20 }),
  count: fc.oneof(fc.nat(10), fc.maxSafeNat()),
  at: fc.oneof(
    fc.constant(0).map(() => BigInt(Date.now()) * 1_000_000n),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  ),
  bounds: fc.array(fc.double(), { maxLength: 5 }),
  counts: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 6 }),
  sum: fc.double(),
});

const whole = fc
  .tuple(fc.array(point, { maxLength: 4 }), fc.nat(4), fc.constantFrom("s", "ms", "By", "\ud800"))
  .map(([points, temporality, unit]) => message(points, temporality, unit));

const mutated = fc
  .tuple(
    whole,
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }),
    fc.constantFrom("set", "insert", "cut"),
  )
  .map(([bytes, changes, how]) => {
    let now = [...bytes];
    for (const [at, value] of changes) {
      const place = at % (now.length + 1);
      if (how === "cut") now = now.slice(0, place);
      else now.splice(place, how === "set" ? 1 : 0, value);
    }
    return Buffer.from(now);
  });

/** Any field of any wire type, nested without end. */
const fields = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 ** 29 }), fc.nat(7), fc.uint8Array({ maxLength: 20 })), { maxLength: 20 })
  .map((list) =>
    Buffer.from(list.flatMap(([tag, type, bytes]) => [...varint(tag * 8 + type), ...varint(bytes.length), ...bytes])),
  );
const nested = fc.integer({ min: 1, max: 3000 }).map((depth) => {
  let bytes: Bytes = [];
  for (let i = 0; i < depth; i += 1) bytes = [...varint((i % 3 === 0 ? 1 : 2) * 8 + 2), ...varint(bytes.length), ...bytes];
  return Buffer.from(bytes);
});
const endless = fc.constantFrom(
  Buffer.alloc(200, 0xff),
  Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]),
  Buffer.from([0x0b, 0x0c]),
);

export const protobuf = fc.oneof(whole, { weight: 3, arbitrary: mutated }, fields, nested, endless);
