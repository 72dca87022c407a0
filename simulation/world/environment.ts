import { verifyAudit } from "../../lib/audit/reads/verify.ts";
import type { Role } from "../../lib/core/access/policy.ts";
import { createModule } from "../../lib/modules/commands.ts";
import type { ProjectContext, ProjectScope } from "../../lib/platform/context.ts";
import { type Connection, connect } from "../../lib/platform/db.ts";
import { sayRestored } from "../../lib/snapshot/commands/restored.ts";
import { changeSwitch } from "../../lib/switches/commands/change.ts";
import { createToken } from "../../lib/tokens/commands/edit.ts";
import type { Postgres } from "../machine/postgres.ts";
import { telling } from "../machine/transactions.ts";

export const MODULE = "orders";
export const DATA = "orders.data";
export const CALL = "orders.call";
export const PLACE = "production";
export const DATAPLANES = [4001, 4002] as const;
export const RELAY = 4003;

export const STAGES = ["off", "dualwrite", "shadow", "live", "rampdown", "complete"] as const;
export type Stage = (typeof STAGES)[number];

/** What rules can look at of a subject. */
export function subjectContext(subject: string) {
  const number = Number(subject.slice(1));
  return { targetingKey: subject, app: number % 2 === 0 ? "6.2.0" : "6.1.0", tester: number % 5 === 0 };
}

/** The project every history takes place in, and the copies of its database that histories begin from. */
export class Environment {
  readonly connection: Connection;
  readonly #postgres: Postgres;
  readonly #projectId: string;
  readonly #key: string;
  readonly #tables: string[];
  id = "";
  serviceToken = "";
  relayToken = "";
  witnessToken = "";
  tokenIds: Record<string, string> = {};
  /** Of the dataplanes services know, in order of preference. */
  urls: string[] = [];
  /** Every change of the authority pauses writes. */
  pausing = false;

  private constructor(postgres: Postgres, connection: Connection, projectId: string, key: string, tables: string[]) {
    this.#postgres = postgres;
    this.connection = connection;
    this.#projectId = projectId;
    this.#key = key;
    this.#tables = tables;
  }

  static async open(postgres: Postgres): Promise<Environment> {
    const connection = telling(connect(postgres.url, { max: 20 }));
    Object.assign(connection.pool.options, { idleTimeoutMillis: 0 });
    const key = "simulated";
    const environments = { create: [{ key: PLACE, name: PLACE, position: 0, protected: false }] };
    const { id } = await postgres.alone(() =>
      connection.db.project.create({ data: { key, name: key, salt: key, environments } }),
    );
    const tables = await postgres.sql<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND NOT relispartition AND relname NOT LIKE '\\_%' ORDER BY 1`,
    );
    const environment = new Environment(
      postgres,
      connection,
      id,
      key,
      tables.map(({ name }) => name),
    );
    await postgres.alone(() => environment.#prepare());
    return environment;
  }

  as(role: Role, person: string = role): ProjectContext {
    return {
      db: this.connection.db,
      actor: { kind: "user", id: person, name: `the ${person}` },
      now: new Date(),
      requestId: "simulation",
      origin: "api",
      project: { id: this.#projectId, key: this.#key, role, environmentId: null, environmentKey: null } as ProjectScope,
    };
  }

  get project(): string {
    return this.#projectId;
  }

  async verify(): Promise<boolean> {
    return (await verifyAudit(this.as("viewer"), { full: true })).ok;
  }

  /** Keeps the whole database as it is. */
  async copy(name: string): Promise<void> {
    const copies = this.#tables.map((table) => `CREATE TABLE ${name}.${table} AS TABLE public.${table};`);
    await this.#postgres.sql(`DROP SCHEMA IF EXISTS ${name} CASCADE; CREATE SCHEMA ${name}; ${copies.join(" ")}`);
  }

  /** The database is as it was when the copy was made. */
  async restore(name: string): Promise<void> {
    const tables = this.#tables.map((table) => `public.${table}`);
    const deletes = tables.map((table) => `DELETE FROM ${table};`);
    const inserts = this.#tables.map((table) => `INSERT INTO public.${table} SELECT * FROM ${name}.${table};`);
    await this.#postgres.sql(
      `BEGIN; SET LOCAL session_replication_role = replica; ${deletes.join(" ")} ${inserts.join(" ")} COMMIT`,
    );
  }

  /** The last step of the recipe: it is said before anybody can reach what was restored. */
  async sayRestored(): Promise<void> {
    const { lineage } = await this.connection.db.revisionCounter.findUniqueOrThrow({ where: { id: 1 } });
    const identity = {
      kind: "token",
      tokenId: "",
      name: "the owner",
      role: "admin",
      projectId: null,
      environmentId: null,
    } as const;
    await sayRestored(this.as("admin"), identity, { lineage, reason: "restored from the copy" });
  }

  /** Who is not known may speak for a minute; a fifth of it is more than any lease here, and histories are short. */
  async hasten(): Promise<void> {
    await this.#postgres.sql(
      "UPDATE environments SET recovering_until = recovering_since + (recovering_until - recovering_since) / 5",
    );
  }

  /** What tells whether a restore was noticed, and whether something was changed since. */
  async past(): Promise<{ lineage: string; changes: string }> {
    const [row] = await this.#postgres.sql<{ lineage: string; changes: string }>(
      "SELECT lineage::text, (SELECT count(*) FROM switch_changes)::text AS changes FROM revision_counter",
    );
    return row as { lineage: string; changes: string };
  }

  /** A copy for every stage a history may begin at, and tokens for those that take part. */
  async #prepare(): Promise<void> {
    const admin = this.as("admin");
    await createModule(admin, { key: MODULE, name: "Orders" });
    const place = await this.connection.db.environment.findFirstOrThrow({ where: { key: PLACE } });
    this.id = place.id;
    const service = await createToken(admin, { environment: PLACE, name: "services", scopes: ["read", "report"] });
    const relay = await createToken(admin, { environment: PLACE, name: "relays", scopes: ["relay"] });
    const witness = await createToken(admin, { environment: PLACE, name: "witness", scopes: ["read"] });
    this.witnessToken = witness.token;
    this.serviceToken = service.token;
    this.relayToken = relay.token;
    this.tokenIds = { service: service.id };
    await this.copy("at_off");
    await this.#move(CALL, "new");
    for (const stage of STAGES.slice(1)) {
      if (stage === "live") await this.#move(DATA, "shadow", "required");
      if (stage === "live") await this.copy("at_required");
      await this.#move(DATA, stage);
      await this.copy(`at_${stage}`);
    }
  }

  async #move(key: string, target: string, secondaryWrites?: "required"): Promise<void> {
    const { version } = await this.connection.db.switch.findFirstOrThrow({ where: { key } });
    await changeSwitch(this.as("lead"), {
      environment: PLACE,
      key,
      target,
      expectedVersion: version,
      reason: "before the history begins",
      override: "nothing has been written yet",
      confirm: MODULE,
      ...(secondaryWrites && { secondaryWrites }),
    });
  }
}
