import type { Exchange } from "./http/exchange.ts";
import type { MeasurementBuffer } from "./intake/buffer.ts";
import type { Instances } from "./intake/instances.ts";
import { degradedAtSource, type Together } from "./processes/together.ts";
import type { Disk } from "./state/disk.ts";
import type { Degraded, Source } from "./state/source.ts";
import type { State } from "./state/state.ts";

/** What is not as it should be. None of it stops flag reads. */
export class Health {
  private readonly parts: { state: State; source: Source; disk: Disk | null; buffer: MeasurementBuffer; instances: Instances };
  private readonly together: Together | undefined;
  /** Set when the process is ending: load balancers should look elsewhere. */
  stopping = false;

  constructor(parts: Health["parts"], together?: Together) {
    this.parts = parts;
    this.together = together;
  }

  live(exchange: Exchange): void {
    exchange.json(200, { status: "ok" });
  }

  /** 200 while flags are served, degraded or not; 503 before the first snapshot and once the process is ending. */
  async ready(exchange: Exchange): Promise<void> {
    const { state } = this.parts;
    const degraded = await this.degradedTogether();
    const status = this.stopping ? "stopping" : !state.known ? "starting" : degraded.length > 0 ? "degraded" : "ready";
    const ready = status === "ready" || status === "degraded";
    exchange.json(ready ? 200 : 503, { status, environments: state.size, degraded }, ready ? [] : ["Retry-After", "1"]);
  }

  /** One of several processes knows that the source is behind; why, the source knows. */
  private async degradedTogether(): Promise<Degraded[]> {
    const own = this.degraded();
    const above = this.together && (await degradedAtSource(this.together));
    return above ? [...above, ...own.filter(({ part }) => part !== "upstream" || above.length === 0)] : own;
  }

  private degraded(): Degraded[] {
    const { source, disk, buffer, instances } = this.parts;
    const found = source.degraded();
    if (disk?.problem) found.push({ part: "disk", detail: `The snapshot cannot be saved: ${disk.problem}` });
    if (buffer.behind) found.push({ part: "measurements", detail: `${buffer.unsaved} windows wait for ${source.name}.` });
    if (instances.behind)
      found.push({ part: "instances", detail: `${instances.unsaved} acknowledgements wait for ${source.name}.` });
    return found;
  }
}
