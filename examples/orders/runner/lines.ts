import { type Line, openLine } from "./line.ts";
import type { ProcessName } from "./messages.ts";

/** The instances in each process that ask the dataplane for switches. */
export const INSTANCES_OF = {
  ingress: ["ingress-1"],
  monolith: ["monolith-1"],
  "node-1": ["order-service-1", "payment-service-1"],
  "node-2": ["order-service-2", "payment-service-2"],
} as const satisfies Record<ProcessName, readonly string[]>;

export const INSTANCES = Object.values(INSTANCES_OF).flat();
export type Instance = (typeof INSTANCES)[number];

export function isInstance(value: unknown): value is Instance {
  return INSTANCES.includes(value as Instance);
}

/** A way of its own to the dataplane for every instance, so that one alone can lose contact; it outlives the process. */
export class Lines {
  readonly #lines: ReadonlyMap<Instance, Line>;

  private constructor(lines: ReadonlyMap<Instance, Line>) {
    this.#lines = lines;
  }

  static async open(dataplaneUrl: string): Promise<Lines> {
    const { hostname, port, protocol } = new URL(dataplaneUrl);
    const target = Number(port || (protocol === "https:" ? 443 : 80));
    const open = async (instance: Instance) => [instance, await openLine(hostname, target)] as const;
    return new Lines(new Map(await Promise.all(INSTANCES.map(open))));
  }

  async set(instance: Instance, up: boolean): Promise<void> {
    const line = this.#lines.get(instance) as Line;
    await (up ? line.restore() : line.cut());
  }

  ports(): Record<string, number> {
    return Object.fromEntries([...this.#lines].map(([instance, { port }]) => [instance, port]));
  }

  /** Those without contact. */
  cut(): Instance[] {
    return [...this.#lines].filter(([, line]) => !line.isUp()).map(([instance]) => instance);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lines.values()].map((line) => line.close()));
  }
}
