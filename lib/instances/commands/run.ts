import type { Acknowledgement, Acting } from "../schema.ts";

/** One run of an instance as stored; times are Postgres'. */
export type InstanceRow = {
  service: string;
  instance: string;
  version: string;
  incarnation: string;
  /** SHA-256 of what only this run knows; null when it registered without. */
  secretHash: string | null;
  revision: number;
  acknowledgedAt: Date;
  leaseUntil: Date;
  firstSeenAt: Date;
  onLeaseLoss: "hold" | "fence";
  coldStart: "fenced" | "persisted";
  operationSeconds: number;
  writes: string[];
  writesKnown: boolean;
  /** What it acts on of a history that was lost; null otherwise. */
  acting: Acting | null;
  departedAt: Date | null;
  departure: string | null;
  /** The token it registered with. */
  token?: string | null;
};

/** What a run says, with the SHA-256 of its secret in the secret's place. */
export type Said = Omit<Acknowledgement, "incarnation" | "secret" | "succeeds"> & {
  incarnation: string;
  secretHash: string | null;
  token?: string;
  succeeds: readonly { incarnation: string; secretHash: string }[];
};
