/** Timers that never keep a process alive on their own. */

export function later(ms: number, run: () => void): NodeJS.Timeout {
  return setTimeout(run, ms).unref();
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => later(ms, resolve));
}

/** Between half of `ms` and all of it, so that many clients spread out. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}

/** Doubles from `firstMs` with every failure in a row, up to `mostMs`. */
export function backoff(failures: number, firstMs: number, mostMs: number): number {
  return jittered(Math.min(mostMs, firstMs * 2 ** Math.min(failures, 20)));
}

/** Settles with `work`, or with undefined after `ms`. Keeps the process alive meanwhile: somebody is waiting. */
export async function atMost<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether `event` came before `ms` were over or `signal` aborted. Keeps the process alive meanwhile. */
export async function cameWithin(ms: number, event: Promise<void>, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return false;
  let stop: () => void = () => undefined;
  const aborted = new Promise<false>((resolve) => {
    stop = () => resolve(false);
    signal?.addEventListener("abort", stop, { once: true });
  });
  const came = event.then(() => true);
  try {
    return (await atMost(ms, Promise.race([came, aborted]))) ?? false;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
