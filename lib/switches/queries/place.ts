import { api, environmentPath } from "../../platform/api-client.ts";

export type Place = { project: string; environment: string };

export async function listed<T>(path: string, signal: AbortSignal): Promise<T[]> {
  return (await api<{ items: T[] }>("GET", path, { signal })).items;
}

export function placePath({ project, environment }: Place): string {
  return environmentPath(project, environment);
}

export function switchPath(place: Place, key: string): string {
  return `${placePath(place)}/switches/${encodeURIComponent(key)}`;
}
