import { LEGACY } from "./old-rows.ts";

/**
 * The monolith's one table. Product and payment orders share every column and one status; the only
 * index besides the keys helps none of the lists. `version`, `counter`, `writer` and `operations` were added when
 * the migration was prepared: without them the two stores could not be kept equal.
 */
const TABLE = `
create table orders (
  id bigint primary key,
  type text not null,
  user_id bigint not null,
  status text not null,
  amount numeric(12, 2) not null,
  sku text,
  quantity integer,
  order_ref bigint,
  pay_method text,
  version integer not null,
  counter bigint not null,
  writer text collate "C" not null,
  operations text[] not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
create unique index orders_created_by on orders ((operations[1]));
create index orders_type_status on orders (type, status);
`;

/** Two product orders and one payment of the first in every three rows; few users own many of them. */
const seed = (rows: number) => `
with numbered as (
  select n, n % 3 as slot, (n - 1) / 3 as triple, power(((n - 1) / 3 * 7919 % 100003) / 100003.0, 2) as skew
  from generate_series(1, ${rows}) n
)
insert into orders
select n, case slot when 0 then 'payment' else 'product' end,
  1 + floor(skew * 4000), -- the same user for all three rows of a triple
  case when slot = 0 then (array['SUCCESS', 'SUCCESS', 'SUCCESS', 'WAIT_PAY', 'REFUNDED', 'CLOSED'])[1 + triple % 6]
       else (array['PAID', 'PAID', 'WAIT_PAY', 'CANCELLED'])[1 + n % 4] end,
  (990 + triple * 37 % 20000) / 100.0,
  case slot when 0 then null else 'SKU-' || lpad((n * 31 % 500)::text, 3, '0') end,
  case slot when 0 then null else 1 + n % 4 end,
  case slot when 0 then n - 2 end,
  case slot when 0 then (array['card', 'wallet', 'transfer'])[1 + triple % 3] end,
  1, 1, '${LEGACY}', array['legacy-' || n],
  date_trunc('milliseconds', now()) - interval '120 days' + interval '119 days' * n / ${rows},
  date_trunc('milliseconds', now()) - interval '120 days' + interval '119 days' * n / ${rows}
from numbered`;

/** Statements that give a table from before writes had drawn numbers the column; `version` was their count. */
export function withCounter(table: string): string[] {
  return [
    `alter table ${table} add column counter bigint`,
    `update ${table} set counter = version`,
    `alter table ${table} alter column counter set not null`,
  ];
}

/** Statements that create the old database with `rows` orders from before the migration. */
export function oldSchema(rows: number): string[] {
  return [TABLE, seed(rows)];
}
