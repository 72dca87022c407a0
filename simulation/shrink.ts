import type { Entry, Scene } from "./plan.ts";
import type { Outcome } from "./run.ts";

type Try = (scene: Scene, steps: number) => Promise<Outcome>;
const MOST_TRIES = 150;
const QUIET = { loss: 0, twice: 0, slow: 0, slowMs: 0 };

/** What a scene can do without, from the coarse to the fine. */
const SIMPLER: ((scene: Scene) => Partial<Scene> | null)[] = [
  ({ weather }) => (weather.loss + weather.twice + weather.slow > 0 ? { weather: QUIET } : null),
  ({ relay }) => (relay ? { relay: false } : null),
  ({ dataplanes }) => (dataplanes > 1 ? { dataplanes: 1 } : null),
  ({ workers }) => (workers > 1 ? { workers: 1 } : null),
  ({ shared }) => (shared ? { shared: false } : null),
  ({ services }) => (services.length > 1 ? { services: services.slice(0, 1) } : null),
  ({ services }) => (services.length > 2 ? { services: services.slice(0, 2) } : null),
  ({ services }) =>
    services.some(({ skewMs }) => skewMs !== 0) ? { services: services.map((one) => ({ ...one, skewMs: 0 })) } : null,
  ({ services }) =>
    services.some(({ repairs }) => repairs) ? { services: services.map((one) => ({ ...one, repairs: false })) } : null,
  ({ records }) => (records > 1 ? { records: 1 } : null),
];

/** The smallest scene found that still breaks the same promise, with what happens in it. */
export async function shrink(found: Outcome, scene: Scene, play: Try): Promise<{ outcome: Outcome; scene: Scene }> {
  let best = { outcome: found, scene: { ...scene, entries: scene.entries.filter(({ at }) => at <= found.simulatedMs) } };
  let tries = 0;
  const attempt = async (smaller: Scene): Promise<boolean> => {
    if (tries >= MOST_TRIES) return false;
    tries += 1;
    // A smaller history may take a little longer until the same goes wrong.
    const outcome = await play(smaller, Math.ceil(best.outcome.steps * 1.3));
    if (outcome.verdict?.kind !== found.verdict?.kind) return false;
    best = { outcome, scene: { ...smaller, entries: smaller.entries.filter(({ at }) => at <= outcome.simulatedMs) } };
    return true;
  };

  for (const simplify of SIMPLER) {
    const simpler = simplify(best.scene);
    if (simpler) await attempt({ ...best.scene, ...simpler });
  }
  for (let size = Math.ceil(best.scene.entries.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = best.scene.entries.length - size; from > -size && tries < MOST_TRIES; from -= size) {
      const entries = without(best.scene.entries, Math.max(0, from), size);
      if (entries.length < best.scene.entries.length) await attempt({ ...best.scene, entries });
    }
  }
  return best;
}

function without(entries: readonly Entry[], from: number, size: number): Entry[] {
  return [...entries.slice(0, from), ...entries.slice(from + size)];
}
