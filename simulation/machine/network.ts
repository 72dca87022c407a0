import type { RequestListener } from "node:http";
import type { Random } from "./random.ts";
import type { Process } from "./scheduler.ts";

type Host = { process: Process; answer: RequestListener };
export type Weather = {
  /** Messages lost, and requests that arrive twice, of all. */
  loss: number;
  twice: number;
  /** Messages that take up to `slowMs` instead of a few milliseconds. */
  slow: number;
  slowMs: number;
};

/** Connects processes: by name of the host, both ways apart, with what networks do to messages. */
class Network {
  weather: Weather = { loss: 0, twice: 0, slow: 0, slowMs: 0 };
  random: Random | null = null;
  readonly #hosts = new Map<string, Host>();
  /** `from>to`, by the names of machines. */
  readonly cuts = new Set<string>();

  serve(port: number, host: Host): void {
    this.#hosts.set(`127.0.0.1:${port}`, host);
  }

  leave(port: number, process: Process): void {
    const name = `127.0.0.1:${port}`;
    if (this.#hosts.get(name)?.process === process) this.#hosts.delete(name);
  }

  at(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  clear(): void {
    this.#hosts.clear();
    this.cuts.clear();
  }

  /** How long a message takes; null when it never arrives. */
  transit(from: string, to: string): number | null {
    const random = this.random;
    if (!random) return 1;
    if (this.cuts.has(`${from}>${to}`) || random.chance(this.weather.loss)) return null;
    if (random.chance(this.weather.slow)) return random.between(5, this.weather.slowMs);
    return random.between(0.2, 3);
  }

  arrivesTwice(): boolean {
    return this.random?.chance(this.weather.twice) ?? false;
  }
}

export const network = new Network();
