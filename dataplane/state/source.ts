/** A start waits this long for where the state comes from, then goes on with what the disk remembers. */
export const FIRST_ANSWER_MS = 1000;

/** What is not as it should be; none of it stops flag reads. */
export type Degraded = { part: string; detail: string };

/** Keeps the state equal to the place it comes from. */
export type Source = {
  /** What that place is called in messages. */
  readonly name: string;
  /** Takes what the disk remembers, then what the place says; does not wait long for it. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Compares everything with that place; false when it could not be done in so many milliseconds. */
  refreshWithin(milliseconds: number): Promise<boolean>;
  /** Looks for tokens that are not known yet. */
  refreshTokens(): Promise<boolean>;
  degraded(): Degraded[];
};
