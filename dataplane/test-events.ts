import { get, type IncomingHttpHeaders } from "node:http";
import { until } from "./test-dataplane.ts";

type Event = { id?: string; event?: string; data?: string; retry?: number };

/** An open event stream and what came over it. */
export type TestEvents = {
  headers: IncomingHttpHeaders;
  events: Event[];
  /** The events so far, once there are `count`. */
  wait: (count: number) => Promise<Event[]>;
  /** Settles when the server ends the stream. */
  ended: Promise<void>;
  close: () => void;
};

export function openEvents(url: string, headers: Record<string, string> = {}): Promise<TestEvents> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => {
      const events: Event[] = [];
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        const frames = text.split("\n\n");
        text = frames.pop() ?? "";
        for (const frame of frames) {
          const event = parse(frame);
          if (event) events.push(event);
        }
      });
      const ended = new Promise<void>((done) => response.on("close", () => done()));
      response.on("error", () => undefined);
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      resolve({
        headers: response.headers,
        events,
        wait: async (count) => {
          await until(
            () => events.length,
            (length) => length >= count,
          );
          return events;
        },
        ended,
        close: () => request.destroy(),
      });
    });
    request.on("error", reject);
  });
}

function parse(frame: string): Event | null {
  const event: Event = {};
  for (const line of frame.split("\n")) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === "retry") event.retry = Number(value);
    else if (name === "id" || name === "event" || name === "data") event[name] = value;
  }
  return Object.keys(event).length > 0 ? event : null;
}
