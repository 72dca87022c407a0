/** Something the person who started this can put right: shown as one line, without a stack. */
export class Problem extends Error {}

const SYSTEM = {
  ENOSPC: "The disk is full",
  EDQUOT: "The disk quota is used up",
  EACCES: "Permission denied",
  EPERM: "Permission denied",
  EROFS: "The file system is read-only",
  ENOTDIR: "A part of the path is not a folder",
};

/** What to print about an error: one line for whatever a person can put right, otherwise the stack. */
export function explain(error) {
  if (error instanceof Problem) return error.message;
  const known = SYSTEM[error?.code];
  if (known) return `${known}: ${error.path ?? error.message}`;
  return error?.stack ?? String(error);
}
