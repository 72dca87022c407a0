import type { Pool } from "pg";
import { A_DATAPLANE, causeText } from "../../lib/core/text/restore-cause.ts";
import { log } from "../../lib/platform/log.ts";
import type { Renewal } from "../../lib/snapshot/commands/renew-lineage.ts";
import { type Present, presentRevisions, rememberDatabase } from "../../lib/snapshot/reads/published.ts";
import type { State } from "./state.ts";

/** Begins another lineage, unless somebody did already. */
export type Renew = (renewal: Renewal) => Promise<boolean>;

/** Notices that Postgres holds an older copy of what was known, and sees to it that another lineage begins then. */
export class Restores {
  private readonly pool: Pool;
  private readonly state: State;
  private readonly renew: Renew;
  private remembered = false;

  constructor(pool: Pool, state: State, renew: Renew) {
    this.pool = pool;
    this.state = state;
    this.renew = renew;
  }

  /** Where things stand, in the lineage that begins when Postgres turns out to be restored. */
  async present(): Promise<Present> {
    // Noted before Postgres is asked: it cannot have been behind that unless it went back.
    const held = this.held();
    const present = await presentRevisions(this.pool);
    const cause = causeOf(present, held);
    if (cause === null && this.remembered) return present;
    if (cause !== null)
      await this.begin({ expected: present.lineage, seen: Math.max(0, ...held.map(({ revision }) => revision)), cause });
    await rememberDatabase(this.pool);
    this.remembered = true;
    return presentRevisions(this.pool);
  }

  /** Somebody was given a revision of the environment that Postgres did not know: begins, unless that was done since. */
  async beyond(environmentId: string, { revision, who }: { revision: number; who: string }): Promise<void> {
    const { lineage, environments } = await presentRevisions(this.pool);
    const known = environments.get(environmentId);
    if (known === undefined || revision <= known) return;
    const cause = causeText({ kind: "knew", who, revision, known });
    await this.begin({ expected: lineage, seen: revision, cause });
  }

  private async begin(renewal: Renewal): Promise<void> {
    if (await this.renew(renewal)) log.warn({ cause: renewal.cause }, "the database was restored from an older copy");
  }

  private held(): Held[] {
    return [...this.state.ids()].flatMap((id) => {
      const snapshot = this.state.environment(id)?.snapshot;
      return snapshot ? [{ id, revision: snapshot.revision, lineage: snapshot.lineage }] : [];
    });
  }
}

type Held = { id: string; revision: number; lineage: string | undefined };

function causeOf({ moved, environments, newest, lineage }: Present, held: readonly Held[]): string | null {
  const ahead = held.find((one) => {
    const revision = environments.get(one.id);
    // An environment that is not there may have belonged to another installation.
    return revision === undefined ? one.lineage === lineage && one.revision > newest : one.revision > revision;
  });
  if (ahead) {
    const known = environments.get(ahead.id) ?? newest;
    return causeText({ kind: "knew", who: A_DATAPLANE, revision: ahead.revision, known });
  }
  return moved ? causeText({ kind: "moved" }) : null;
}
