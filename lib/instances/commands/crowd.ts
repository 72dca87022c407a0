import type { PoolClient } from "pg";
import { impatient } from "../../platform/db.ts";
import { TAKES_ROOM } from "./expire.ts";
import type { Crowd } from "./judge.ts";
import type { Said } from "./run.ts";

/** How many runs of each service and token take up room; grows with those that are taken. */
export class Crowded {
  readonly #ofService = new Map<string, number>();
  readonly #ofToken = new Map<string, number>();

  around({ service, token = "" }: Said): Crowd {
    return { ofService: this.#ofService.get(service) ?? 0, ofToken: token === "" ? 0 : (this.#ofToken.get(token) ?? 0) };
  }

  add({ service, token }: { service: string; token?: string | null }, runs = 1): void {
    this.#ofService.set(service, (this.#ofService.get(service) ?? 0) + runs);
    if (token) this.#ofToken.set(token, (this.#ofToken.get(token) ?? 0) + runs);
  }
}

/** Counts those that count, and those that stopped within the last hour. */
export async function readCrowd(client: PoolClient, environmentId: string): Promise<Crowded> {
  const { rows } = await client.query<{ service: string; token: string | null; runs: number }>(
    impatient(
      `SELECT service, token_id AS token, count(*)::int AS runs FROM instances
     WHERE environment_id = $1 AND ${TAKES_ROOM} GROUP BY service, token_id`,
      [environmentId],
    ),
  );
  const crowd = new Crowded();
  for (const { runs, ...of } of rows) crowd.add(of, runs);
  return crowd;
}
