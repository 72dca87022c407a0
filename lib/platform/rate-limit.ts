import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "./errors.ts";

/** At most `points` attempts in `seconds`, for each key; counted in this process's memory. */
export type Limit = { points: number; seconds: number };

/** Limits that one attempt has to pass together, each with a key of its own. */
export class RateLimits<Name extends string> {
  private readonly limiters: [Name, RateLimiterMemory][];

  constructor(limits: Record<Name, Limit>) {
    const entries = Object.entries<Limit>(limits) as [Name, Limit][];
    this.limiters = entries.map(([name, { points, seconds }]) => [
      name,
      new RateLimiterMemory({ keyPrefix: name, points, duration: seconds }),
    ]);
  }

  /** Counts an attempt. Throws `rate-limited`, stating the wait, once a limit is used up. */
  async take(keys: Record<Name, string>): Promise<void> {
    for (const [name, limiter] of this.limiters) {
      await limiter.consume(keys[name]).catch((reason: unknown) => {
        throw reason instanceof RateLimiterRes ? tooMany(Math.max(1, Math.ceil(reason.msBeforeNext / 1000))) : reason;
      });
    }
  }
}

export function tooMany(seconds: number): AppError {
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return new AppError("rate-limited", `Too many attempts. Try again in ${wait}.`, { retryAfter: seconds });
}
