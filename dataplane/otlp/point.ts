import { WireType } from "@bufbuild/protobuf/wire";
import { boundsOf } from "./bounds.ts";
import { type Distribution, explicitDistribution, exponentialDistribution } from "./distribution.ts";
import type { Span, Wire } from "./wire.ts";

/**
 * A data point as sent: the bytes of its fields that hold attributes, a character each; times in nanoseconds, 0 when
 * unknown; and what it counted, null when that makes no sense.
 */
export type Point = { attributes: string; start: bigint; time: bigint; flags: number; distribution: Distribution | null };

/** Reads a HistogramDataPoint. Throws when it is none. */
export function readExplicit(wire: Wire, { from, to }: Span): Point {
  const counts: number[] = [];
  let [start, time, count, sum, bounds, flags] = [0n, 0n, 0, 0, "", 0];
  const attributes = new Attributes(wire);
  wire.pos = from;
  while (wire.pos < to) {
    const at = wire.pos;
    const [field, type] = wire.tag();
    if (field === 9) attributes.take(at);
    else if (field === 2) start = wire.fixedBig();
    else if (field === 3) time = wire.fixedBig();
    else if (field === 4) count = wire.fixedNumber();
    else if (field === 5) sum = wire.double();
    else if (field === 6) wire.fixedNumbers(type, counts);
    else if (field === 7) bounds += doubles(wire, type);
    else if (field === 10) flags = wire.uint32();
    else wire.skip(type, field);
  }
  wire.endAt(to);
  const distribution = explicitDistribution(count, sum, boundsOf(bounds), counts);
  return { attributes: attributes.bytes, start, time, flags, distribution };
}

/** Reads an ExponentialHistogramDataPoint. Throws when it is none. */
export function readExponential(wire: Wire, { from, to }: Span): Point {
  let [start, time, count, sum, flags, scale, zeroCount] = [0n, 0n, 0, 0, 0, 0, 0];
  const positive: Buckets = { offset: 0, counts: [] };
  const negative: Buckets = { offset: 0, counts: [] };
  const attributes = new Attributes(wire);
  wire.pos = from;
  while (wire.pos < to) {
    const at = wire.pos;
    const [field, type] = wire.tag();
    if (field === 1) attributes.take(at);
    else if (field === 2) start = wire.fixedBig();
    else if (field === 3) time = wire.fixedBig();
    else if (field === 4) count = wire.fixedNumber();
    else if (field === 5) sum = wire.double();
    else if (field === 6) scale = wire.sint32();
    else if (field === 7) zeroCount = wire.fixedNumber();
    else if (field === 8) readBuckets(wire, positive);
    else if (field === 9) readBuckets(wire, negative);
    else if (field === 10) flags = wire.uint32();
    else wire.skip(type, field);
  }
  wire.endAt(to);
  const distribution = exponentialDistribution(count, sum, { scale, zeroCount, ...positive }, negative.counts);
  return { attributes: attributes.bytes, start, time, flags, distribution };
}

type Buckets = { offset: number; counts: number[] };

function readBuckets(wire: Wire, buckets: Buckets): void {
  wire.message(wire.span(), (field, type) => {
    if (field === 1) buckets.offset = wire.sint32();
    else if (field === 2) wire.varints(type, buckets.counts);
    else return false;
    return true;
  });
}

/** The bytes of a repeated double, packed or one by one. */
function doubles(wire: Wire, type: WireType): string {
  const { from, to } = type === WireType.LengthDelimited ? wire.span() : { from: wire.pos, to: wire.pos + 8 };
  if ((to - from) % 8 !== 0 || to > wire.len) throw new RangeError("no whole number of doubles");
  wire.pos = to;
  return wire.bytesAt(from, to);
}

/** Gathers the fields that hold attributes; they come one after the other from every exporter there is. */
class Attributes {
  private readonly wire: Wire;
  private before = "";
  private start = 0;
  private end = 0;

  constructor(wire: Wire) {
    this.wire = wire;
  }

  /** Takes the field whose tag began at `at`. */
  take(at: number): void {
    if (at !== this.end) {
      this.before = this.bytes;
      this.start = at;
    }
    this.wire.pos = this.wire.end();
    this.end = this.wire.pos;
  }

  get bytes(): string {
    return this.before + this.wire.bytesAt(this.start, this.end);
  }
}
