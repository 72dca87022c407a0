import type { ChangeBody } from "../schema/bodies.ts";
import type { Place } from "./place.ts";

export const switchKeys = {
  all: ["switches"] as const,
  of: ({ project, environment }: Place) => ["switches", project, environment] as const,
  rows: ({ project, environment }: Place) => ["switches", project, environment, "rows"] as const,
  module: ({ project, environment }: Place, module: string) => ["switches", project, environment, "module", module] as const,
  following: ({ project, environment }: Place) => ["switches", project, environment, "following"] as const,
  news: ({ project, environment }: Place) => ["switches", project, environment, "news"] as const,
  health: ({ project, environment }: Place) => ["health", project, environment] as const,
  plans: ({ project, environment }: Place) => ["switches", project, environment, "plans"] as const,
  history: ({ project, environment }: Place, key: string) => ["switches", project, environment, "history", key] as const,
  ended: ({ project, environment }: Place) => ["switches", project, environment, "ended"] as const,
  preview: ({ project, environment }: Place, key: string, body: ChangeBody) =>
    ["switches", project, environment, "preview", key, body] as const,
};
