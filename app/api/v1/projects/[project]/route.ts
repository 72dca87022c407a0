import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { updateProject } from "@/lib/projects/commands.ts";
import { readProject } from "@/lib/projects/reads.ts";
import { projectPatchSchema, projectSchema } from "@/lib/projects/schema.ts";

export const GET = projectEndpoint({ summary: "A project", answer: { status: 200, schema: projectSchema } }, (context) =>
  readProject(context),
);

export const PATCH = projectEndpoint(
  { summary: "Rename a project or restate its goal", body: projectPatchSchema, answer: { status: 200, schema: projectSchema } },
  (context, { body }) => updateProject(context, body),
);
