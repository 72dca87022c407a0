/** Postgres channel on which every process hears of changes. Payloads are hints; readers also poll. */
export const CHANGES_CHANNEL = "switchyard_changes";
