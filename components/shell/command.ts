/** An entry of the palette: a verb and its target. */
export type Command = { id: string; label: string; group: "act" | "go"; keys?: readonly string[]; run: () => void };
