import { useTranslations } from "next-intl";
import { WriteProblem } from "@/components/console/write-problem.tsx";
import { Health } from "@/components/ui/mark.tsx";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import { ApiError } from "@/lib/platform/api-client.ts";

const KNOWN = ["not-at-rest", "unfinished", "in-use", "only-environment"] as const;

/** Everything that stands against archiving something, in the reader's language. */
export function ArchiveProblem({ error }: { error: Error | null }) {
  const t = useTranslations("archive");
  const refusals = error instanceof ApiError ? ((error.problem.refusals as Refusal[] | undefined) ?? []) : [];
  if (refusals.length === 0) return <WriteProblem error={error} />;
  const say = ({ rule, message, detail }: Refusal) => {
    const known = KNOWN.find((name) => name === rule);
    if (!known) return message;
    return t(
      `refusal.${known}`,
      Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, String(value ?? "none")])),
    );
  };
  return (
    <div role="alert">
      {refusals.map((refusal) => (
        <Health key={refusal.message} state="bad" long>
          {say(refusal)}
        </Health>
      ))}
    </div>
  );
}
