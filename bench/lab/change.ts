import pg from "pg";

/** Where dataplanes hear of changes. */
const CHANNEL = "switchyard_changes";

/** Moves one switch after the other a little, as a stored change does: new revision, new version, notice. */
export class Changes {
  private readonly client: pg.Client;
  private readonly environment: string;
  private readonly modules: number;
  /** How many were committed. */
  count = 0;

  /** `modules` is how many modules have a `route`. */
  constructor(databaseUrl: string, environment: string, modules: number) {
    this.client = new pg.Client({ connectionString: databaseUrl });
    // A lost connection shows in the next statement.
    this.client.on("error", () => undefined);
    this.environment = environment;
    this.modules = modules;
  }

  async open(): Promise<void> {
    await this.client.connect();
  }

  /** Settles when the change is committed; answers its revision. */
  async commit(): Promise<number> {
    this.count += 1;
    const key = `module-${this.count % this.modules}.route`;
    const { rows } = await this.client.query<{ revision: string }>(CHANGE, [
      this.environment,
      key,
      50_000 + (this.count % 1000),
      CHANNEL,
    ]);
    return Number(rows[0]?.revision);
  }

  close(): Promise<void> {
    return this.client.end();
  }
}

const CHANGE = `
  WITH revision AS (UPDATE revision_counter SET value = value + 1 WHERE id = 1 RETURNING value),
  moved AS (
    UPDATE switches SET share = $3, version = version + 1, revision = r.value, updated_at = now() FROM revision r
    WHERE environment_id = $1 AND key = $2),
  told AS (UPDATE environments SET revision = r.value FROM revision r WHERE id = $1 RETURNING revision)
  SELECT revision, pg_notify($4, json_build_object('environment', $1::text, 'revision', revision)::text) FROM told`;
