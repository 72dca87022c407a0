import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api, environmentPath, projectPath } from "../platform/api-client.ts";
import type {
  Changed,
  ChangeView,
  changeBodySchema,
  historySchema,
  lockstepBodySchema,
  lockstepSchema,
  PlanView,
  Preview,
  planListSchema,
  RecoveryView,
  RollbackPreview,
  recoveryListSchema,
  restoreBodySchema,
  rolledBackSchema,
  SwitchView,
  scheduleBodySchema,
  settleBodySchema,
  switchListSchema,
  switchRolledBackSchema,
  undoBodySchema,
} from "./schema.ts";

/** Query keys, queries and calls of the switches of one environment. */

export type Place = { project: string; environment: string };
export type ChangeBody = z.input<typeof changeBodySchema>;
export type LockstepBody = z.input<typeof lockstepBodySchema>;
export type ScheduleBody = z.input<typeof scheduleBodySchema>;
export type RestoreBody = z.input<typeof restoreBodySchema>;
export type UndoBody = z.input<typeof undoBodySchema>;

export const switchKeys = {
  all: ["switches"] as const,
  list: ({ project, environment }: Place) => ["switches", project, environment, "list"] as const,
  history: ({ project, environment }: Place, key: string) => ["switches", project, environment, "history", key] as const,
  changes: ({ project, environment }: Place) => ["switches", project, environment, "changes"] as const,
  ended: ({ project, environment }: Place) => ["switches", project, environment, "ended"] as const,
  preview: ({ project, environment }: Place, key: string, body: ChangeBody) =>
    ["switches", project, environment, "preview", key, body] as const,
};

/** Switches go stale by events; the interval is the safety net for when no event arrives. */
const SAFETY_NET_MS = 30_000;

/** Instances taking up a change make no event, so a change that is on its way is watched for two minutes. */
const WATCH_EVERY_MS = 1000;
const WATCH_FOR_MS = 120_000;

function isOnItsWay({ propagation, updatedAt, plans }: SwitchView): boolean {
  if (plans.some(({ kind }) => kind !== "schedule")) return true;
  return propagation.applied < propagation.of && Date.now() - Date.parse(updatedAt) < WATCH_FOR_MS;
}

export function switchesQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.list(place),
    queryFn: async ({ signal }): Promise<SwitchView[]> => {
      const list = await api<z.infer<typeof switchListSchema>>(
        "GET",
        `${environmentPath(place.project, place.environment)}/switches`,
        {
          signal,
        },
      );
      return list.items;
    },
    refetchInterval: ({ state }) => (state.data?.some(isOnItsWay) ? WATCH_EVERY_MS : SAFETY_NET_MS),
  });
}

/** Changes of every switch in the last hour, newest first. */
export function recentChangesQuery(place: Place) {
  return queryOptions({
    queryKey: switchKeys.changes(place),
    queryFn: async ({ signal }): Promise<ChangeView[]> => {
      const environment = encodeURIComponent(place.environment);
      const page = await api<z.infer<typeof historySchema>>(
        "GET",
        `${projectPath(place.project)}/changes?environment=${environment}`,
        { signal },
      );
      return page.items;
    },
    refetchInterval: SAFETY_NET_MS,
  });
}

const ENDED_FOR_MS = 86_400_000;

/** Schedules that ended in the last day without being stored. */
export function endedSchedulesQuery(place: Place) {
  const ended = async (state: PlanView["state"], signal: AbortSignal) => {
    const asked = new URLSearchParams({ environment: place.environment, state });
    const path = `${projectPath(place.project)}/plans?${asked}`;
    return (await api<z.infer<typeof planListSchema>>("GET", path, { signal })).items;
  };
  return queryOptions({
    queryKey: switchKeys.ended(place),
    queryFn: async ({ signal }): Promise<PlanView[]> => {
      const plans = await Promise.all([ended("cancelled", signal), ended("failed", signal)]);
      const since = Date.now() - ENDED_FOR_MS;
      return plans.flat().filter(({ kind, updatedAt }) => kind === "schedule" && Date.parse(updatedAt) > since);
    },
    refetchInterval: SAFETY_NET_MS,
  });
}

/** The newest hundred states of one switch, newest first. */
export function switchHistoryQuery(place: Place, key: string) {
  return queryOptions({
    queryKey: switchKeys.history(place, key),
    queryFn: async ({ signal }): Promise<ChangeView[]> => {
      const page = await api<z.infer<typeof historySchema>>("GET", `${switchPath(place, key)}/history?limit=100`, { signal });
      return page.items;
    },
  });
}

function switchPath({ project, environment }: Place, key: string): string {
  return `${environmentPath(project, environment)}/switches/${encodeURIComponent(key)}`;
}

/** Waiting for instances makes no event either, so a preview with a refusal is asked for again. */
const ASK_AGAIN_MS = 2000;

/** What a change would come to and what stands against it. */
export function previewQuery(place: Place, key: string, body: ChangeBody) {
  return queryOptions({
    queryKey: switchKeys.preview(place, key, body),
    queryFn: ({ signal }) => api<Preview>("POST", `${switchPath(place, key)}/preview`, { body, signal }),
    refetchInterval: ({ state }) => (state.data && !state.data.ok ? ASK_AGAIN_MS : false),
    staleTime: ASK_AGAIN_MS,
    retry: false,
  });
}

/** What a write answers: the changes it stored, the last one last, and the plans that hold steps still to come. */
export type Stored = { changes: Changed[]; plans: PlanView[] };

const one = (changed: Changed): Stored => ({ changes: [changed], plans: changed.plan ? [changed.plan] : [] });
const planned = (plan: PlanView): Stored => ({ changes: [], plans: [plan] });

export async function changeSwitch(place: Place, key: string, body: ChangeBody, idempotencyKey: string): Promise<Stored> {
  return one(await api<Changed>("POST", `${switchPath(place, key)}/changes`, { body, idempotencyKey }));
}

/** Several switches in one go, all or none. */
export async function changeTogether(place: Place, body: LockstepBody, idempotencyKey: string): Promise<Stored> {
  const path = `${environmentPath(place.project, place.environment)}/changes`;
  const { changes } = await api<z.infer<typeof lockstepSchema>>("POST", path, { body, idempotencyKey });
  return { changes, plans: changes.flatMap(({ plan }) => plan ?? []) };
}

export async function scheduleChange(place: Place, key: string, body: ScheduleBody, idempotencyKey: string): Promise<Stored> {
  return planned(await api<PlanView>("POST", `${switchPath(place, key)}/schedules`, { body, idempotencyKey }));
}

/** Brings a version of the history back. */
export async function restoreState(place: Place, key: string, body: RestoreBody, idempotencyKey: string): Promise<Stored> {
  return one(await api<Changed>("POST", `${switchPath(place, key)}/restore`, { body, idempotencyKey }));
}

export async function cancelPlan(place: Place, id: string): Promise<Stored> {
  return planned(await api<PlanView>("POST", `${projectPath(place.project)}/plans/${encodeURIComponent(id)}/cancel`));
}

/** Lets the steps of a plan pass rules that allow it; `override` says why. */
export async function overridePlan(place: Place, id: string, override: string): Promise<Stored> {
  const path = `${projectPath(place.project)}/plans/${encodeURIComponent(id)}/override`;
  return planned(await api<PlanView>("POST", path, { body: { override } }));
}

export function rollbackSwitch(
  place: Place,
  key: string,
  body: { to?: string | number },
  idempotencyKey: string,
): Promise<z.infer<typeof switchRolledBackSchema>> {
  return api("POST", `${switchPath(place, key)}/rollback`, { body, idempotencyKey });
}

export function rollbackModule(place: Place, module: string, body: { to?: "old" }, idempotencyKey: string): Promise<Stored> {
  const path = `${environmentPath(place.project, place.environment)}/modules/${encodeURIComponent(module)}/rollback`;
  return api<z.infer<typeof rolledBackSchema>>("POST", path, { body, idempotencyKey });
}

/** What a rollback of every module would change, switch by switch. */
export function projectRollbackQuery(place: Place, to: "old" | undefined) {
  const asked = new URLSearchParams({ environment: place.environment, ...(to === undefined ? {} : { to }) });
  return queryOptions({
    queryKey: [...switchKeys.all, "rollback", place.project, place.environment, to ?? ""] as const,
    queryFn: ({ signal }) => api<RollbackPreview>("GET", `${projectPath(place.project)}/rollback?${asked}`, { signal }),
    staleTime: ASK_AGAIN_MS,
  });
}

export function rollbackProject(place: Place, body: { to?: "old" }, idempotencyKey: string): Promise<Stored> {
  return api<z.infer<typeof rolledBackSchema>>("POST", `${projectPath(place.project)}/rollback`, {
    body: { ...body, environment: place.environment },
    idempotencyKey,
  });
}

export type StandBody = { expectedVersion: number; reason?: string };

export async function holdSwitch(place: Place, key: string, held: boolean, body: StandBody): Promise<Stored> {
  return one(await api<Changed>("POST", `${switchPath(place, key)}/${held ? "hold" : "release"}`, { body }));
}

export async function undoChange(place: Place, key: string, body: UndoBody): Promise<Stored> {
  return one(await api<Changed>("POST", `${switchPath(place, key)}/undo`, { body }));
}

const RECOVERY_EVERY_MS = 5000;

/** Environments in which nothing moves since the database was restored; none mostly. */
export function recoveriesQuery(project: string) {
  return queryOptions({
    queryKey: ["recoveries", project] as const,
    queryFn: async ({ signal }): Promise<RecoveryView[]> => {
      const path = `${projectPath(project)}/recoveries`;
      return (await api<z.infer<typeof recoveryListSchema>>("GET", path, { signal })).items;
    },
    refetchInterval: ({ state }) => (state.data?.length ? RECOVERY_EVERY_MS : SAFETY_NET_MS),
  });
}

/** After a restore, says for a module whether what instances act on counts or what was restored. */
export function settleRecovery(project: string, body: z.input<typeof settleBodySchema>): Promise<RecoveryView> {
  return api("POST", `${projectPath(project)}/recoveries`, { body });
}
