import { randomBytes } from "node:crypto";
import { call } from "./api.ts";
import { ADDRESSES, NAMES } from "./people.ts";

const MODULES = [
  { key: "alpha", name: "First module", owner: "Ada" },
  { key: "beta", name: "Second module", owner: "Ben" },
];

/**
 * A project of a journey's own, without traffic, so that nothing else moves in it: modules alpha and beta, and the
 * people of the demo in their roles. Answers its key.
 */
export async function newProject(): Promise<string> {
  const key = `journey-${randomBytes(4).toString("hex")}`;
  const path = `/api/v1/projects/${key}`;
  await call("POST", "/api/v1/projects", { key, name: `Journey ${key.slice(-8)}` });
  for (const module of MODULES) await call("POST", `${path}/modules`, module);
  for (const [role, name] of Object.entries(NAMES)) {
    await call("POST", `${path}/members`, { email: ADDRESSES[role as keyof typeof NAMES], name, role });
  }
  return key;
}
