import fc from "fast-check";
import { expect, test } from "vitest";
import { readEvents, type ServerSentEvent } from "./sse.ts";

const STREAM = [
  "\ufeff: a comment\n\n",
  'event: snapshot\nid: 7\ndata: {"a":1}\n\n',
  "data: two\ndata:lines\r\n\r\n",
  "retry: 250\rdata: 用户 😀\r\r",
  "event: cut\r\ndata: between\r\nid: 7\r\n\r\n",
  "event\ndata\n\n",
  "id: 8\nunknown: field\nretry: soon\ndata:  one space is kept\n\n",
  "retry: 900\n\n",
  "event: lost without an empty line\ndata: half",
].join("");

const EVENTS: ServerSentEvent[] = [
  { event: "snapshot", data: '{"a":1}', id: "7", retryMs: null },
  { event: "message", data: "two\nlines", id: "7", retryMs: null },
  { event: "message", data: "用户 😀", id: "7", retryMs: 250 },
  { event: "cut", data: "between", id: "7", retryMs: null },
  { event: "", data: "", id: "7", retryMs: null },
  { event: "message", data: " one space is kept", id: "8", retryMs: null },
  { event: "message", data: "", id: "8", retryMs: 900 },
];

test("events come out the same however the bytes are cut", async () => {
  const bytes = new TextEncoder().encode(STREAM);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      expect(await eventsOf(cut(bytes, cuts))).toEqual(EVENTS);
    }),
    { numRuns: 300 },
  );
});

test("events come out byte by byte", async () => {
  const bytes = new TextEncoder().encode(STREAM);
  expect(await eventsOf(cut(bytes, [...bytes.keys()]))).toEqual(EVENTS);
});

test("every chunk is a sign of life", async () => {
  let chunks = 0;
  const body = cut(new TextEncoder().encode(":\n\n:\n\n"), [3]);
  for await (const _ of readEvents(body, () => (chunks += 1))) throw new Error("a comment is no event");
  expect(chunks).toBe(2);
});

async function eventsOf(body: AsyncIterable<Uint8Array>): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(body, () => undefined)) events.push(event);
  return events;
}

async function* cut(bytes: Uint8Array, at: number[]): AsyncGenerator<Uint8Array> {
  const ends = [...at.toSorted((a, b) => a - b), bytes.length];
  let start = 0;
  for (const end of ends) {
    if (end > start) yield bytes.subarray(start, end);
    start = Math.max(start, end);
  }
}
