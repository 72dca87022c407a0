import { PassThrough } from "node:stream";
import type { World } from "../world.ts";

export const TOKEN = "sy_a-token-nobody-may-read";

/** Where somebody sits: a terminal unless `alone`, with everything set that a command needs. */
export type Seat = { world: World; type: (line: string) => void; leave: () => void; said: () => string; stop: () => void };

export function seatAt(url: string, { alone = false, env = {} }: { alone?: boolean; env?: Record<string, string> } = {}): Seat {
  const screen = () => Object.assign(new PassThrough(), alone ? {} : { isTTY: true, columns: 80 });
  const [stdin, stdout, stderr] = [screen(), screen(), screen()];
  let said = "";
  for (const stream of [stdout, stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const stop = new AbortController();
  const settings = {
    SWITCHYARD_URL: url,
    SWITCHYARD_TOKEN: TOKEN,
    SWITCHYARD_PROJECT: "shop",
    SWITCHYARD_ENVIRONMENT: "production",
  };
  return {
    world: { env: { ...settings, ...env }, stdin, stdout, stderr, signal: stop.signal },
    type: (line) => void stdin.write(`${line}\n`),
    leave: () => void stdin.end(),
    said: () => said,
    stop: () => stop.abort(),
  };
}
