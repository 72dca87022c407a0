import { HEALTH_STATES, type HealthState } from "./module-health.ts";

/** The one answer over several modules. Its state is the worst there is, so that its mark and its words agree. */
export type Headline<M> = {
  state: HealthState;
  /** In that state, in the order given. */
  alike: readonly M[];
  first: M;
  /** How many there are in each other state, worst first; states without any are left out. */
  rest: readonly { state: HealthState; count: number }[];
};

/** Null where there is nothing to judge: that is no good news. */
export function headlineOf<M extends { health: { state: HealthState } }>(modules: readonly M[]): Headline<M> | null {
  const inState = (state: HealthState) => modules.filter(({ health }) => health.state === state);
  const state = HEALTH_STATES.find((one) => modules.some(({ health }) => health.state === one));
  if (!state) return null;
  const alike = inState(state);
  const rest = HEALTH_STATES.filter((one) => one !== state).map((one) => ({ state: one, count: inState(one).length }));
  return { state, alike, first: alike[0] as M, rest: rest.filter(({ count }) => count > 0) };
}
