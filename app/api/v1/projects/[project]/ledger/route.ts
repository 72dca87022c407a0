import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { listLedger } from "@/lib/ledger/reads/list.ts";
import { ledgerListSchema, ledgerQuerySchema } from "@/lib/ledger/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Writes one store took and the other did not: open ones oldest first, resolved ones newest first",
    query: ledgerQuerySchema,
    answer: { status: 200, schema: ledgerListSchema },
  },
  (context, { query }) => listLedger(context, query),
);
