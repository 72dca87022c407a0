/**
 * How a restore was noticed: by what somebody knew whom the database did not, by the database being another one, or
 * because it was said. Kept as the sentence, so that whoever reads the log understands it.
 */
export type RestoreCause =
  | { kind: "knew"; who: string; revision: number; known: number }
  | { kind: "moved" }
  | { kind: "said"; words: string };

export const A_DATAPLANE = "a dataplane";
const MOVED = "the database is another one, or was set back to an earlier moment";
const KNEW = /^(.+) knew revision (\d{1,15}); the database knew (\d{1,15})$/;

export function causeText(cause: RestoreCause): string {
  switch (cause.kind) {
    case "knew":
      return `${cause.who} knew revision ${cause.revision}; the database knew ${cause.known}`;
    case "moved":
      return MOVED;
    case "said":
      return cause.words;
  }
}

/** The cause that a sentence tells of. */
export function causeIn(words: string): RestoreCause {
  const [, who, revision, known] = KNEW.exec(words) ?? [];
  if (who !== undefined) return { kind: "knew", who, revision: Number(revision), known: Number(known) };
  return words === MOVED ? { kind: "moved" } : { kind: "said", words };
}
