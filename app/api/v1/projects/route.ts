import { endpoint } from "@/app/api/v1/_http/endpoint.ts";
import { paged, pageQuerySchema } from "@/app/api/v1/_http/page.ts";
import { registerModules } from "@/lib/modules/commands.ts";
import { inTransaction } from "@/lib/platform/context.ts";
import { projectContext } from "@/lib/platform/identity.ts";
import { createProject } from "@/lib/projects/commands.ts";
import { listProjects } from "@/lib/projects/reads.ts";
import { projectBodySchema, projectListSchema, projectSchema } from "@/lib/projects/schema.ts";

export const GET = endpoint(
  { summary: "Projects you may see", query: pageQuerySchema, answer: { status: 200, schema: projectListSchema } },
  async (context, { query }) => paged(await listProjects(context, context.identity), query, ({ key }) => key),
);

export const POST = endpoint(
  {
    summary: "Create a project with its three environments, and its first modules",
    body: projectBodySchema,
    answer: { status: 201, schema: projectSchema },
  },
  (context, { body: { modules, ...project } }) =>
    inTransaction(context, async (inside) => {
      const made = await createProject(inside, context.identity, project);
      if (modules.length > 0) await registerModules(await projectContext(inside, context.identity, made.key), modules);
      return made;
    }),
);
