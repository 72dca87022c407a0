import { Health } from "@/components/ui/mark.tsx";
import { ApiError } from "@/lib/platform/api-client.ts";
import { useProblemText } from "./problem-text.ts";

/** What the server says against one field. */
export function fieldError(error: Error | null, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  return error.problem.errors?.find(({ path }) => path === field)?.message ?? null;
}

export function WriteProblem({ error }: { error: Error | null }) {
  const text = useProblemText();
  if (!error) return null;
  return (
    <p role="alert">
      <Health state="bad" long>
        {text(error)}
      </Health>
    </p>
  );
}
