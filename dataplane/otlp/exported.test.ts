import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Durations, readMetrics, type Useless } from "./exported.ts";
import { Families } from "./families.ts";
import { ExportMetricsServiceRequestSchema } from "./gen/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";
import type { HistogramDataPointSchema } from "./gen/opentelemetry/proto/metrics/v1/metrics_pb.ts";

type PointInit = MessageInitShape<typeof HistogramDataPointSchema>;

const text = (key: string, value: string) => ({ key, value: { value: { case: "stringValue" as const, value } } });
const ORDERS = [text("switchyard.module", "orders"), text("switchyard.path", "old")];

function exportOf(dataPoints: PointInit[], service = "api") {
  const histogram = { aggregationTemporality: 2, dataPoints };
  const metric = { name: "http.server.request.duration", unit: "s", data: { case: "histogram" as const, value: histogram } };
  return create(ExportMetricsServiceRequestSchema, {
    resourceMetrics: [
      { resource: { attributes: [text("service.name", service)] }, scopeMetrics: [{ scope: { name: "s" }, metrics: [metric] }] },
    ],
  });
}

function read(message: ReturnType<typeof exportOf>, families = new Families()): Durations {
  const [metric] = readMetrics(Buffer.from(toBinary(ExportMetricsServiceRequestSchema, message)), families);
  if (!metric || "reason" in metric) throw new Error("no durations");
  return metric;
}

const nano = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const point = fc.record({
  startTimeUnixNano: nano,
  timeUnixNano: nano,
  flags: fc.constantFrom(0, 1, 2 ** 32 - 1),
  sum: fc.option(fc.double(), { nil: undefined }),
  min: fc.option(fc.double(), { nil: undefined }),
  counts: fc.array(fc.nat(2 ** 31 - 1), { maxLength: 20 }),
  bounds: fc.uniqueArray(fc.double({ noNaN: true }), { maxLength: 19 }),
});

describe("reading", () => {
  it("finds in a point what the generated decoder finds", () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 8 }), (given) => {
        const message = exportOf(
          given.map(({ counts, bounds, ...rest }) => ({
            ...rest,
            attributes: ORDERS,
            count: BigInt(counts.reduce((sum, count) => sum + count, 0)),
            bucketCounts: counts.map(BigInt),
            explicitBounds: bounds.sort((a, b) => a - b),
          })),
        );
        const { points } = read(message);
        expect(points.map(({ start, time, flags }) => ({ start, time, flags }))).toEqual(
          given.map((each) => ({ start: each.startTimeUnixNano, time: each.timeUnixNano, flags: each.flags })),
        );
        given.forEach(({ counts, bounds, sum = 0 }, i) => {
          const sensible = (counts.length === 0 && bounds.length === 0) || counts.length === bounds.length + 1;
          const finite = bounds.every(Number.isFinite) && bounds.every((bound, at) => at === 0 || bound > (bounds[at - 1] ?? 0));
          expect(points[i]?.distribution).toEqual(
            sensible && finite
              ? {
                  kind: "explicit",
                  count: counts.reduce((total, count) => total + count, 0),
                  sum: Number.isFinite(sum) && sum > 0 ? sum : 0,
                  bounds: expect.objectContaining({ values: bounds }),
                  counts,
                }
              : null,
          );
        });
      }),
    );
  });

  it("takes lists sent one by one, fields in any order and ones nobody knows", () => {
    const inner = new BinaryWriter();
    inner.tag(15, WireType.LengthDelimited).string("unknown");
    for (const bound of [0.1, 1]) inner.tag(7, WireType.Bit64).double(bound);
    for (const attribute of ["switchyard.module", "switchyard.path"]) {
      const value = new BinaryWriter().tag(1, WireType.LengthDelimited).string(attribute.endsWith("path") ? "old" : "orders");
      const keyValue = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(value.finish());
      keyValue.tag(1, WireType.LengthDelimited).string(attribute);
      inner.tag(9, WireType.LengthDelimited).bytes(keyValue.finish());
      inner.tag(6, WireType.Bit64).fixed64(1);
    }
    inner.tag(6, WireType.LengthDelimited).bytes(new BinaryWriter().fixed64(2).finish());
    inner.tag(4, WireType.Bit64).fixed64(4);
    const histogram = new BinaryWriter().tag(2, WireType.Varint).uint32(1);
    histogram.tag(1, WireType.LengthDelimited).bytes(inner.finish());
    const metric = new BinaryWriter().tag(9, WireType.LengthDelimited).bytes(histogram.finish());
    metric.tag(3, WireType.LengthDelimited).string("s").tag(1, WireType.LengthDelimited).string("http.server.duration");
    const scope = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(metric.finish());
    const resource = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(scope.finish());
    const body = Buffer.from(new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(resource.finish()).finish());

    const [found] = readMetrics(body, new Families()) as Durations[];
    expect(found?.points[0]?.distribution).toMatchObject({ count: 4, counts: [1, 1, 2], bounds: { values: [0.1, 1] } });
    expect(found?.series[0]?.said).toMatchObject({ module: "orders", path: "old" });
  });

  it("adds up what was sent in parts", () => {
    const parts = [1n, 2n].map((time) => {
      const sent = new BinaryWriter().tag(3, WireType.Bit64).fixed64(time);
      return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(sent.finish()).tag(2, WireType.Varint).uint32(1).finish();
    });
    const metric = new BinaryWriter().tag(3, WireType.LengthDelimited).string("s");
    for (const part of parts) metric.tag(9, WireType.LengthDelimited).bytes(part);
    const scope = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(metric.finish());
    const resource = new BinaryWriter().tag(2, WireType.LengthDelimited).bytes(scope.finish());
    const body = Buffer.from(new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(resource.finish()).finish());
    const [found] = readMetrics(body, new Families()) as Durations[];
    expect(found?.points.map(({ time }) => time)).toEqual([1n, 2n]);
  });

  it("answers or throws, whatever the bytes are, as the generated decoder does on its own", () => {
    const whole = Buffer.from(toBinary(ExportMetricsServiceRequestSchema, exportOf([{ attributes: ORDERS, timeUnixNano: 1n }])));
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255), cut: fc.nat(whole.length) });
    fc.assert(
      fc.property(change, fc.boolean(), ({ at, to, cut }, shorten) => {
        const body = Buffer.from(shorten ? whole.subarray(0, cut) : whole);
        if (!shorten) body[at] = to;
        const metrics = outcome(() => readMetrics(body, new Families()));
        const message = outcome(() => fromBinary(ExportMetricsServiceRequestSchema, body));
        if (metrics !== null && message !== null) {
          const counted = (each: Durations | Useless) => ("reason" in each ? each.count : each.points.length);
          const sent = message.resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
          expect(metrics.map(counted)).toEqual(
            sent.flatMap(({ data }) => (data.case === undefined ? [] : [data.value.dataPoints.length])),
          );
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function outcome<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

describe("series", () => {
  const identityOf = (attributes: PointInit["attributes"], service?: string, families?: Families) =>
    read(exportOf([{ attributes, timeUnixNano: 1n }], service), families).series[0]?.identity;

  it("are the same for the same attributes in whatever order, and the same object for the same bytes", () => {
    const families = new Families();
    expect(identityOf(ORDERS, "api", families)).toBe(identityOf(ORDERS.toReversed(), "api", families));
    expect(identityOf(ORDERS, "api")).not.toBe(identityOf(ORDERS, "jobs"));
    expect(identityOf(ORDERS)).not.toBe(identityOf([...ORDERS, text("a", "b")]));
    const [first, second] = read(exportOf([{ attributes: ORDERS }, { attributes: ORDERS }]), families).series;
    expect(first).toBe(second);
  });

  it("are remembered within bounds, and told apart all the same when they were forgotten", () => {
    const families = new Families(10_000);
    const before = identityOf(ORDERS, "api", families);
    for (let i = 0; i < 100; i += 1) identityOf([...ORDERS, text("user", "x".repeat(i))], "api", families);
    expect(families.size).toBeLessThan(10_000);
    expect(identityOf(ORDERS, "api", families)).toBe(before);
  });
});
