import { queryOptions } from "@tanstack/react-query";
import { api, projectPath } from "../platform/api-client.ts";
import type { FirstSteps } from "./schema.ts";

/** Somebody sits before the page and waits for the first read. */
const WAITING_MS = 1000;
const CONNECTED_MS = 5000;

/** What is still to do before the first move; asked until that is made. */
export function firstStepsQuery(project: string) {
  return queryOptions({
    queryKey: ["first-steps", project],
    queryFn: ({ signal }): Promise<FirstSteps> => api("GET", `${projectPath(project)}/first-steps`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || isDone(data) ? false : data.contacts.length === 0 ? WAITING_MS : CONNECTED_MS,
  });
}

export function isDone({ modules, contacts, moved }: FirstSteps): boolean {
  return modules > 0 && contacts.length > 0 && moved;
}
