import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { authorise } from "@/lib/platform/context.ts";
import { listRollbacks } from "@/lib/rollbacks/reads.ts";
import { rollbackListQuerySchema, rollbackListSchema } from "@/lib/rollbacks/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "Rollbacks of the whole project and how far each has come, newest first",
    query: rollbackListQuerySchema,
    answer: { status: 200, schema: rollbackListSchema },
  },
  async (context, { query }) => {
    authorise(context, "project.read");
    return listRollbacks(context, query);
  },
);
