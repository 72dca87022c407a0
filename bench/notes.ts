/** Why a figure misses its goal, by its name; printed below the table for as long as it does. */
export const NOTES: Record<string, string> = {};
