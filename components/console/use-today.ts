import { useNow } from "@/components/ui/clock.tsx";
import { dayIn } from "@/lib/core/plan/days.ts";
import { useConsole } from "./console-context.tsx";

/** The project's own day, wherever the reader is. */
export function useToday(): string {
  return dayIn(useConsole().project.timeZone, new Date(useNow(60_000)));
}
