import { expect } from "@playwright/test";

/** The running product under test, as its start-up names it. */
export const CONSOLE = required("SWITCHYARD_URL");
export const DATAPLANE = required("SWITCHYARD_DATAPLANE_URL");
const TOKEN = required("SWITCHYARD_BOOTSTRAP_TOKEN");

export const PROJECT = "/api/v1/projects/orders";
export const PRODUCTION = productionOf("orders");

export function productionOf(project: string): string {
  return `/api/v1/projects/${project}/environments/production`;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run the journeys through npm test`);
  return value;
}

/** Calls the management API and expects the status given. */
export async function call<T>(method: string, path: string, body?: unknown, status = method === "GET" ? 200 : 201): Promise<T> {
  const response = await fetch(CONSOLE + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  expect(response.status, `${method} ${path}: ${text}`).toBe(status);
  return JSON.parse(text) as T;
}

export type SwitchState = {
  key: string;
  position: string;
  next: string | null;
  share: number;
  held: boolean;
  version: number;
  revision: number;
  propagation: { applied: number; of: number };
};

export function switchState(key: string, project = "orders"): Promise<SwitchState> {
  return call("GET", `${productionOf(project)}/switches/${key}`);
}

/** Moves a switch wherever it stands now; releases it first when a rollback left it held. */
export async function move(key: string, target: string, share: number, project = "orders"): Promise<void> {
  const at = `${productionOf(project)}/switches/${key}`;
  const before = await switchState(key, project);
  const ahead = before.position === target || before.next === target;
  const said = { reason: "set the stage for a journey", confirm: key.split(".")[0], override: "no users stand behind a journey" };
  if (before.held) await call("POST", `${at}/release`, { expectedVersion: before.version, reason: said.reason });
  const { version, position, next, share: present } = await switchState(key, project);
  const there = share === 100_000 ? position === target && next === null : ahead && next === target && present === share;
  if (!there) {
    await call("POST", `${at}/changes`, { expectedVersion: version, target, share, ...said });
  }
}

type Series = { path: "old" | "new"; kind: string; points: { t: number; count: number }[] };

/** Part of a module's requests that took the new path in the windows that began at or after `since` (seconds). */
export async function measuredShare(module: string, since: number): Promise<{ total: number; share: number }> {
  const query = new URLSearchParams({
    environment: "production",
    module,
    kind: "http",
    by: "path",
    from: String(since - 60),
    step: "10",
  });
  const { series } = await call<{ series: Series[] }>("GET", `${PROJECT}/measurements?${query}`);
  const count = (path: string) =>
    series
      .filter((one) => one.path === path)
      .flatMap(({ points }) => points)
      .filter(({ t }) => t >= since)
      .reduce((sum, point) => sum + point.count, 0);
  const total = count("old") + count("new");
  return { total, share: total === 0 ? Number.NaN : count("new") / total };
}

/** The next start of a ten-second window, in seconds since the epoch. */
export const nextWindow = () => (Math.floor(Date.now() / 10_000) + 1) * 10;

/** A token for services of a project's production, as an application would get one. */
export async function serviceToken(name: string, project = "orders"): Promise<string> {
  const { token } = await call<{ token: string }>("POST", `/api/v1/projects/${project}/tokens`, {
    name,
    environment: "production",
    scopes: ["read", "report"],
  });
  return token;
}
