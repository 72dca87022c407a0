import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, environmentPath, projectPath } from "../platform/api-client.ts";
import type { ProposalApplied, ProposalView, proposalBodySchema, proposalListSchema, proposalPatchSchema } from "./schema.ts";

/** Query keys, queries and calls of proposals. */

export const proposalKeys = {
  all: (project: string) => ["proposals", project] as const,
  open: (project: string, environment: string) => ["proposals", project, environment, "open"] as const,
};

const SAFETY_NET_MS = 30_000;

const ENDED_FOR_MS = 86_400_000;

/** Open proposals of an environment, and those of the last day that a change of their switch ended; newest first. */
export function openProposalsQuery(project: string, environment: string) {
  const listed = async (state: ProposalView["state"], signal: AbortSignal) => {
    const path = `${projectPath(project)}/proposals?${new URLSearchParams({ environment, state, limit: "200" })}`;
    return (await api<z.infer<typeof proposalListSchema>>("GET", path, { signal })).items;
  };
  return queryOptions({
    queryKey: proposalKeys.open(project, environment),
    queryFn: async ({ signal }): Promise<ProposalView[]> => {
      const [open, overtaken] = await Promise.all([listed("open", signal), listed("overtaken", signal)]);
      const since = Date.now() - ENDED_FOR_MS;
      return [...open, ...overtaken.filter(({ updatedAt }) => Date.parse(updatedAt) > since)];
    },
    refetchInterval: SAFETY_NET_MS,
  });
}

export function createProposal(
  place: { project: string; environment: string },
  key: string,
  body: z.input<typeof proposalBodySchema>,
  idempotencyKey: string,
): Promise<ProposalView> {
  const path = `${environmentPath(place.project, place.environment)}/switches/${encodeURIComponent(key)}/proposals`;
  return api("POST", path, { body, idempotencyKey });
}

/** Puts another change in its place; an approval is cleared. */
export function updateProposal(project: string, id: string, body: z.input<typeof proposalPatchSchema>): Promise<ProposalView> {
  return api("PATCH", proposalPath(project, id), { body });
}

export function approveProposal(project: string, id: string, expectedVersion: number): Promise<ProposalView> {
  return api("POST", `${proposalPath(project, id)}/approve`, { body: { expectedVersion } });
}

/** Makes the change; refused like any change when rules stand against it. */
export function applyProposal(
  project: string,
  id: string,
  expectedVersion: number,
  idempotencyKey: string,
): Promise<ProposalApplied> {
  return api("POST", `${proposalPath(project, id)}/apply`, { body: { expectedVersion }, idempotencyKey });
}

export function withdrawProposal(project: string, id: string, expectedVersion: number): Promise<ProposalView> {
  return api("POST", `${proposalPath(project, id)}/withdraw`, { body: { expectedVersion } });
}

function proposalPath(project: string, id: string): string {
  return `${projectPath(project)}/proposals/${encodeURIComponent(id)}`;
}
