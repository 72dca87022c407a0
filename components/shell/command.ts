/** In the order in which the palette offers them; what acts on everything is never the first one meets. */
export const GROUPS = ["go", "act", "everything"] as const;

/** An entry of the palette: a verb and its target. */
export type Command = { id: string; label: string; group: (typeof GROUPS)[number]; keys?: readonly string[]; run: () => void };
