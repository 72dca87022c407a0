type Followers = readonly { revision: number; instances: number }[];

/** Which revisions the instances of an environment acknowledged, summed up; `waiting` are those furthest behind. */
export type Acknowledged<Waiting> = {
  /** First revision of the present lineage; what was acknowledged before it counts for nothing. */
  since: number;
  of: number;
  acknowledged: Followers;
  waiting: readonly Waiting[];
  services: readonly { service: string; acknowledged: Followers }[];
};

export type Effect<Waiting> = {
  applied: number;
  of: number;
  waiting: Waiting[];
  services: { service: string; applied: number; of: number }[];
};

/** How far the change of a revision has come. */
export function effectAt<Waiting extends { revision: number }>(
  changed: number,
  { since, of, acknowledged, waiting, services }: Acknowledged<Waiting>,
): Effect<Waiting> {
  const revision = Math.max(changed, since);
  const sum = (all: Followers, least: number) =>
    all.reduce((total, one) => total + (one.revision >= least ? one.instances : 0), 0);
  return {
    applied: sum(acknowledged, revision),
    of,
    waiting: waiting.filter((one) => one.revision < revision),
    services: services.map((one) => ({
      service: one.service,
      applied: sum(one.acknowledged, revision),
      of: sum(one.acknowledged, 0),
    })),
  };
}
