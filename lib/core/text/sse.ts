export type ServerSentEvent = { event: string; data: string; id: string; retryMs: number | null };

const LINE_END = /\r\n|\n|\r/;

/**
 * Events of a `text/event-stream` body, as the HTML standard parses them, except that an event without data
 * is passed on when it carries `retry`. Comments only count as a sign of life: `onBytes` is called for every chunk.
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>, onBytes: () => void): AsyncGenerator<ServerSentEvent> {
  let fields = new Fields();
  for await (const line of readLines(body, onBytes)) {
    if (line !== "") {
      fields.add(line);
      continue;
    }
    const event = fields.event();
    fields = new Fields(fields.id);
    if (event) yield event;
  }
}

class Fields {
  id: string;
  #event = "message";
  #data: string[] = [];
  #retryMs: number | null = null;

  /** The id stays until another one comes. */
  constructor(id = "") {
    this.id = id;
  }

  add(line: string): void {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#event = value;
    else if (name === "id" && !value.includes("\0")) this.id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.#retryMs = Number(value);
  }

  event(): ServerSentEvent | null {
    if (this.#data.length === 0 && this.#retryMs === null) return null;
    return { event: this.#event, data: this.#data.join("\n"), id: this.id, retryMs: this.#retryMs };
  }
}

/** Lines without their ends. A last line without an end is half an event and is left out. */
async function* readLines(body: AsyncIterable<Uint8Array>, onBytes: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let endedInReturn = false;
  for await (const chunk of body) {
    onBytes();
    let text = decoder.decode(chunk, { stream: true });
    if (text === "") continue;
    if (endedInReturn && text.startsWith("\n")) text = text.slice(1);
    endedInReturn = text.endsWith("\r");
    const [first = "", ...rest] = text.split(LINE_END);
    pieces.push(first);
    for (const next of rest) {
      yield pieces.join("");
      pieces = [next];
    }
  }
}
