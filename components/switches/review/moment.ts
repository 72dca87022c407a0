import { zoneOffset } from "@/components/charts/zone.ts";

/** The moment a clock of the zone shows `local` ("2027-02-24T02:58"); null while it is not a time. */
export function momentOf(local: string, zone: string): Date | null {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return null;
  const guess = asUtc / 1000 - zoneOffset(zone, asUtc / 1000);
  return new Date((asUtc / 1000 - zoneOffset(zone, guess)) * 1000);
}
