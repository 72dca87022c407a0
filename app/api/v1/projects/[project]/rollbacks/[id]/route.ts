import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { authorise } from "@/lib/platform/context.ts";
import { readRollback } from "@/lib/rollbacks/reads.ts";
import { projectRollbackSchema } from "@/lib/rollbacks/schema.ts";

export const GET = projectEndpoint(
  {
    summary: "How far a rollback of the whole project has come",
    answer: { status: 200, schema: projectRollbackSchema },
  },
  async (context, { params }) => {
    authorise(context, "project.read");
    return readRollback(context, params.id ?? "");
  },
);
