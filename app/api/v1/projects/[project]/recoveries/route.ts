import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { settleRecovery } from "@/lib/switches/commands/settle.ts";
import { listRecoveries } from "@/lib/switches/reads/recovery.ts";
import { recoveryListSchema, recoverySchema, settleBodySchema } from "@/lib/switches/schema/recovery.ts";

export const GET = projectEndpoint(
  {
    summary: "Environments in which nothing moves since the database was restored, and what they wait for",
    answer: { status: 200, schema: recoveryListSchema },
  },
  async (context) => ({ items: await listRecoveries(context) }),
);

export const POST = projectEndpoint(
  {
    summary: "Store what the instances of a module act on, or keep what was restored",
    body: settleBodySchema,
    answer: { status: 201, schema: recoverySchema },
  },
  (context, { body }) => settleRecovery(context, body),
);
