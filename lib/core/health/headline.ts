import { HEALTH_STATES, type HealthState } from "./module-health.ts";

/** The one answer over several modules. Its state is the worst there is, so that its mark and its words agree. */
export type Headline<M> = {
  state: HealthState;
  /** In that state, in the order given. */
  alike: readonly M[];
  first: M;
};

type Judged = { health: { state: HealthState } };

/** Null where there is nothing to judge: that is no good news. */
export function headlineOf<M extends Judged>(modules: readonly M[]): Headline<M> | null {
  const state = HEALTH_STATES.find((one) => modules.some(({ health }) => health.state === one));
  const alike = modules.filter(({ health }) => health.state === state);
  const [first] = alike;
  return state && first ? { state, alike, first } : null;
}

/** How many there are in each state, worst first. */
export function countsOf(modules: readonly Judged[]): { state: HealthState; count: number }[] {
  return HEALTH_STATES.map((state) => ({ state, count: modules.filter(({ health }) => health.state === state).length }));
}
