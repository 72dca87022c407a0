import { useProblemText } from "@/components/console/problem-text.ts";
import { Mark } from "@/components/ui/mark.tsx";
import type { Refusal } from "@/lib/core/stages/propose.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import { useRefusalWords } from "./refusal-words.ts";

/** Why a write was not done: every refusal, or what the server said. */
export function Failure({ error }: { error: Error }) {
  const text = useProblemText();
  const say = useRefusalWords();
  const refusals = error instanceof ApiError ? refusalsOf(error) : [];
  const lines = refusals.length > 0 ? refusals.map(say) : [text(error)];
  return (
    <ul role="alert">
      {lines.map((line) => (
        <li key={line} className="error">
          <Mark state="bad" />
          <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}

function refusalsOf(error: ApiError): Refusal[] {
  const { refusals } = error.problem;
  return Array.isArray(refusals) ? (refusals as Refusal[]) : [];
}
