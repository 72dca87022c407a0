import { useFormat } from "@/components/ui/use-format.ts";

/** A calendar day as text; the year only where it is not this one. */
export function useDay(today: string): (iso: string) => string {
  const format = useFormat();
  return (iso) => (iso.slice(0, 4) === today.slice(0, 4) ? format.calendarDay(iso) : format.calendarDate(iso));
}
