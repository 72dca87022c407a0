import { type Client, type ClientOptions, createClient } from "../../sdk/index.ts";
import type { World } from "./world.ts";

const READY_MS = 60_000;

/** A service with the SDK, in this process. */
export async function startService(world: World, url: string | string[], other: Partial<ClientOptions> = {}): Promise<Client> {
  const client = createClient({
    url,
    token: world.token,
    service: "drill",
    reportEverySeconds: 0.5,
    pollEverySeconds: 2,
    ...other,
  });
  world.defer(() => client.close());
  if (!(await client.ready(READY_MS))) throw new Error("the service did not get its state");
  return client;
}

/** Commits changes until stopped, and measures one thing each time; answers how many were measured. */
export function keepBusy(
  world: World,
  client: Client,
): { pause: () => Promise<void>; resume: () => void; stop: () => Promise<number> } {
  let measured = 0;
  let committing = true;
  let going = true;
  let last: Promise<unknown> = Promise.resolve();
  const work = (async () => {
    for (let i = 0; going; i += 1) {
      client.measure({ module: "module-0", kind: "http", operation: "drill", path: "old", seconds: 0.01, error: false });
      measured += 1;
      if (committing) {
        last = world.commit(10_000 + ((i * 7919) % 80_000));
        await last;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const stop = async () => {
    going = false;
    await work;
    return measured;
  };
  world.defer(() => stop().catch(() => undefined));
  return {
    pause: async () => {
      committing = false;
      await last;
    },
    resume: () => {
      committing = true;
    },
    stop,
  };
}

/** How many of the measurements are in the database. */
export async function storedMeasurements(world: World): Promise<number> {
  const [row] = await world.query<{ count: number }>(
    `SELECT coalesce(sum(m.count), 0)::float8 AS count
     FROM measurements_10s m JOIN measurement_series s ON s.id = m.series_id WHERE s.operation = 'drill'`,
  );
  return row?.count ?? 0;
}
