/** Whether a caller succeeds although the store that is not the authority failed. */
export const SECONDARY_WRITES = ["best-effort", "required"] as const;
export type SecondaryWrites = (typeof SECONDARY_WRITES)[number];
