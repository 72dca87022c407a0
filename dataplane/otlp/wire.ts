import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

const TWO_32 = 2 ** 32;

/** Where something is in the body: `to` is exclusive. */
export type Span = { from: number; to: number };

/** Reads protobuf field by field, where making a message of every point would cost more than all the rest. */
export class Wire extends BinaryReader {
  private readonly body: Buffer;
  private readonly words: DataView;

  constructor(body: Buffer) {
    super(body);
    this.body = body;
    this.words = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  /** The length-delimited field that begins here; goes on after it. Throws a RangeError when it leaves the body. */
  span(): Span {
    const to = this.end();
    const from = this.pos;
    this.pos = to;
    return { from, to };
  }

  /** Position after the length-delimited field that begins here; goes on at its content. */
  end(): number {
    const length = this.uint32();
    const end = this.pos + length;
    if (end > this.len) throw new RangeError("premature EOF");
    return end;
  }

  /** Reads a message. `read` reads the field it is told of, or answers false when it does not care. */
  message({ from, to }: Span, read: (field: number, type: WireType) => boolean): void {
    this.pos = from;
    while (this.pos < to) {
      const [field, type] = this.tag();
      if (!read(field, type)) this.skip(type, field);
    }
    this.endAt(to);
  }

  /** Where the length-delimited fields of that number are in a message. */
  spans(message: Span, wanted: number): Span[] {
    const spans: Span[] = [];
    this.message(message, (field) => field === wanted && spans.push(this.span()) > 0);
    return spans;
  }

  /** Throws a RangeError when the last field reached beyond the end of its message. */
  endAt(end: number): void {
    if (this.pos !== end) throw new RangeError("a field is longer than its message");
  }

  /** A fixed64 as it is. */
  fixedBig(): bigint {
    this.pos += 8;
    return this.words.getBigUint64(this.pos - 8, true);
  }

  /** A fixed64 as a number, exact up to 2^53. */
  fixedNumber(): number {
    this.pos += 8;
    return this.words.getUint32(this.pos - 8, true) + this.words.getUint32(this.pos - 4, true) * TWO_32;
  }

  /** A repeated fixed64, packed or one by one, added to `list`. */
  fixedNumbers(type: WireType, list: number[]): void {
    const end = type === WireType.LengthDelimited ? this.end() : this.pos + 8;
    while (this.pos < end) list.push(this.fixedNumber());
    this.endAt(end);
  }

  /** A repeated uint64, packed or one by one, added to `list`. */
  varints(type: WireType, list: number[]): void {
    const end = type === WireType.LengthDelimited ? this.end() : this.pos + 1;
    while (this.pos < end) list.push(Number(this.uint64()));
  }

  /** The bytes there, a character each. */
  bytesAt(from: number, to: number): string {
    return this.body.toString("latin1", from, to);
  }
}
