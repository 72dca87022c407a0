import type { Faults } from "../faults.ts";

/** The processes of the shop. Killing `node-1` is losing one machine: an instance of each new service. */
export const PROCESSES = ["ingress", "monolith", "node-1", "node-2"] as const;
export type ProcessName = (typeof PROCESSES)[number];

export type ToChild = { type: "peers"; ports: Record<string, number[]> } | { type: "faults"; faults: Faults };

/** Sent once by a child that serves: the port of each of its services. */
export type FromChild = { type: "listening"; ports: Record<string, number> };
