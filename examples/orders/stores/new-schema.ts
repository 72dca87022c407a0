import { SHARDS } from "../domain/ids.ts";
import { MODULES, type Module } from "../domain/order.ts";

const DETAILS: Record<Module, string> = {
  orders: "sku text not null, quantity integer not null",
  payments: "order_id bigint not null, method text not null",
};

const shard = (module: Module, index: number) => {
  const name = shardTable(module, index);
  return `
create table ${name} (
  id bigint primary key,
  user_id bigint not null check (user_id % ${SHARDS} = ${index}),
  status text not null,
  amount_cents bigint not null,
  ${DETAILS[module]},
  version integer not null,
  counter bigint not null,
  writer text collate "C" not null,
  operations text[] not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create unique index on ${name} ((operations[1]));
create index on ${name} (user_id, created_at desc, id desc);
${module === "payments" ? `create index on ${name} (order_id);` : ""}`;
};

/** What a search index is in larger systems: every order by time, so that no list has to ask 64 tables. */
const byTime = (module: Module) => `
create table ${timeTable(module)} (
  id bigint primary key,
  user_id bigint not null,
  status text not null,
  amount_cents bigint not null,
  ${DETAILS[module]},
  version integer not null,
  counter bigint not null,
  writer text collate "C" not null,
  operations text[] not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create index on ${timeTable(module)} (created_at desc, id desc);`;

const CHECKPOINTS = `
create table backfill_checkpoints (
  module text primary key,
  run integer not null,
  after_id bigint not null,
  read bigint not null,
  written bigint not null,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz
);`;

export function shardTable(module: Module, index: number): string {
  return `${module}_${String(index).padStart(2, "0")}`;
}

export function timeTable(module: Module): string {
  return `${module}_by_time`;
}

/** All tables that hold orders. */
export function newTables(): string[] {
  const shards = Array.from({ length: SHARDS }, (_, index) => index);
  return MODULES.flatMap((module) => [...shards.map((index) => shardTable(module, index)), timeTable(module)]);
}

/** Statements that create the new database, empty: per kind 64 tables by user id and one by time. */
export function newSchema(): string[] {
  const shards = Array.from({ length: SHARDS }, (_, index) => index);
  return [...MODULES.flatMap((module) => [...shards.map((index) => shard(module, index)), byTime(module)]), CHECKPOINTS];
}
