import { join } from "node:path";
import { z } from "zod";
import { Problem } from "../setup/problem.mjs";
import { MEMBERS, MODULES, PASSWORD, PHASES, PROJECT, RISKS } from "./demo-story.ts";
import { readState, writeState } from "./state-file.ts";

const stateSchema = z.object({ token: z.string() });

type Call = <T>(method: "GET" | "POST", path: string, body?: unknown) => Promise<T>;
type Items<T> = { items: T[] };
type Link = { setupUrl: string };

/**
 * Sets the demo up through the management API, as an admin would. Answers the token of its services. What is there
 * already is left alone, so a set-up that was interrupted goes on where it stopped; a finished one is not repeated.
 */
export async function setUpDemo(console: string, managementToken: string, home: string): Promise<string> {
  const file = join(home, "demo.json");
  const known = readState(file, stateSchema);
  if (known) return known.token;

  const call = caller(console, managementToken);
  const project = `/projects/${PROJECT.key}`;
  await ensure(call, "/projects", "key", [PROJECT]);
  await ensure(call, `${project}/modules`, "key", MODULES);
  await admit(call, `${project}/members`);
  await ensure(call, `${project}/risks`, "hypothesis", RISKS);
  await ensure(
    call,
    `${project}/phases`,
    "name",
    PHASES.map(({ name, goal }) => ({ name, goal })),
  );
  const phases = await call<Items<{ id: string; name: string }>>("GET", `${project}/phases`);
  const milestones = PHASES.flatMap(({ name, milestones }) => {
    const phase = phases.items.find((one) => one.name === name)?.id;
    return milestones.map((milestone) => ({ ...milestone, phase }));
  });
  await ensure(call, `${project}/milestones`, "name", milestones);
  await moveOff(call, `${project}/environments/production/switches/orders.route`);

  const wanted = { name: "Order services", environment: "production", scopes: ["read", "report"] };
  const { token } = await call<{ token: string }>("POST", `${project}/tokens`, wanted);
  writeState(file, { token });
  return token;
}

/** Ten percent of the users take the new path from the start, so that both lines show at once. */
async function moveOff(call: Call, path: string): Promise<void> {
  const { version } = await call<{ version: number }>("GET", path);
  if (version > 1) return;
  const reason = "First users onto the new service layer";
  // Ten percent at once is more than production takes without the module's name typed.
  await call("POST", `${path}/changes`, { expectedVersion: version, target: "new", share: 10_000, reason, confirm: "orders" });
}

/** Everybody takes up the link made for them, as people do. */
async function admit(call: Call, path: string): Promise<void> {
  const { items } = await call<Items<{ id: string; email: string; active: boolean }>>("GET", path);
  for (const person of MEMBERS) {
    const known = items.find(({ email }) => email === person.email);
    if (known?.active) continue;
    const link = known
      ? await call<Link>("POST", `${path}/${known.id}/setup-link`)
      : (await call<{ setup: Link | null }>("POST", path, person)).setup;
    const token = link?.setupUrl.split("#")[1];
    if (token) await call("POST", "/setup", { token, name: person.name, password: PASSWORD });
  }
}

/** Creates those that no item of the list has the same `name` as. */
async function ensure<T extends Record<string, unknown>>(call: Call, path: string, name: keyof T, wanted: T[]): Promise<void> {
  const { items } = await call<Items<T>>("GET", path);
  for (const one of wanted) if (!items.some((item) => item[name] === one[name])) await call("POST", path, one);
}

function caller(console: string, token: string): Call {
  return async <T>(method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(`${console}/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Problem(`The demo could not be set up: ${method} ${path} answered ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
}
