/** How many series there may be of one environment, of one project with all its environments, and in all. */
export type SeriesBounds = { environment: number; project: number; all: number };

type Entry<T> = { value: T; heardAt: number; places: number };
type Environment<T> = { project: string; series: Map<string, Entry<T>>; places: number; forgotAt: number };

const IDLE_MS = 3_600_000;
/** Looking for idle ones means looking at everything. */
const SWEEP_MS = 10_000;

/**
 * What is known of each series, within bounds. Who came first keeps the place until silent for an hour, so that a
 * label which is different every time cannot push out the honest series that were there before.
 */
export class SeriesTable<T> {
  private readonly bounds: SeriesBounds;
  private readonly projectOf: (environmentId: string) => string;
  private readonly environments = new Map<string, Environment<T>>();
  private readonly projects = new Map<string, number>();
  private size = 0;
  private sweptAt = 0;

  constructor(bounds: SeriesBounds, projectOf: (environmentId: string) => string) {
    this.bounds = bounds;
    this.projectOf = projectOf;
  }

  /** What is known of the series, made first when there is none; null without a place. `now` in epoch milliseconds. */
  take(environmentId: string, series: string, now: number, create: () => T): T | null {
    const environment = this.environments.get(environmentId) ?? this.add(environmentId);
    const known = environment.series.get(series);
    if (known) {
      known.heardAt = now;
      return known.value;
    }
    if (!this.findPlace(environment, now)) return null;
    const value = create();
    environment.series.set(series, { value, heardAt: now, places: 1 });
    this.count(environment, 1);
    return value;
  }

  /** Gives a series that is known one more place; false when there is none. */
  widen(environmentId: string, series: string, now: number): boolean {
    const environment = this.environments.get(environmentId);
    const known = environment?.series.get(series);
    if (!environment || !known || !this.findPlace(environment, now)) return false;
    known.places += 1;
    this.count(environment, 1);
    return true;
  }

  /** When a series of the environment was forgotten last, epoch milliseconds; 0 when none ever was. */
  forgotAt(environmentId: string): number {
    return this.environments.get(environmentId)?.forgotAt ?? 0;
  }

  forget(environmentId: string): void {
    const environment = this.environments.get(environmentId);
    if (!environment) return;
    this.count(environment, -environment.places);
    this.environments.delete(environmentId);
  }

  private add(environmentId: string): Environment<T> {
    const project = this.projectOf(environmentId);
    const environment = { project, series: new Map<string, Entry<T>>(), places: 0, forgotAt: 0 };
    this.environments.set(environmentId, environment);
    return environment;
  }

  private findPlace(environment: Environment<T>, now: number): boolean {
    if (!this.hasPlace(environment)) this.sweep(now);
    return this.hasPlace(environment);
  }

  private hasPlace({ project, places }: Environment<T>): boolean {
    const { bounds } = this;
    return places < bounds.environment && (this.projects.get(project) ?? 0) < bounds.project && this.size < bounds.all;
  }

  private sweep(now: number): void {
    if (now - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = now;
    for (const environment of this.environments.values()) {
      let forgotten = 0;
      for (const [name, { heardAt, places }] of environment.series) {
        if (heardAt >= now - IDLE_MS) continue;
        environment.series.delete(name);
        forgotten += places;
      }
      if (forgotten === 0) continue;
      environment.forgotAt = now;
      this.count(environment, -forgotten);
    }
  }

  private count(environment: Environment<T>, change: number): void {
    const { project } = environment;
    environment.places += change;
    this.size += change;
    this.projects.set(project, (this.projects.get(project) ?? 0) + change);
  }
}
