/** Exit codes; scripts rely on them. docs/cli.md lists them. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  /** A rule stands against it (422), or the rollback it followed came to no end. */
  refused: 3,
  /** Somebody else was faster (409). */
  conflict: 4,
  /** No token, an unknown one, or one that may not (401, 403). */
  notAllowed: 5,
  notFound: 6,
  /** Not reached, too slow, or its database is away. */
  unreachable: 7,
  notVerified: 8,
  /** Ctrl-C before the end. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
