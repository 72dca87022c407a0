import type { Distribution } from "./distribution.ts";
import type { Origin } from "./origin.ts";

/** A point of a series: times in nanoseconds as sent, 0 when unknown. */
export type SeriesPoint = { start: bigint; time: bigint; cumulative: boolean; distribution: Distribution; origin: Origin };

/** What a point adds to what is known, and since when (epoch nanoseconds, 0 unknown). */
export type Added = { since: bigint; distribution: Distribution };
