/** Node's timers reach no further, some 24 days; what is to wait longer goes off at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** A timer that never keeps the process alive on its own. It goes off after 24 days at the latest. */
export function later(ms: number, run: () => void): NodeJS.Timeout {
  return setTimeout(run, Math.min(ms, LONGEST_MS)).unref();
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

/** Settles with `work`, or with undefined after `ms`, however many. Keeps the process alive meanwhile: somebody is waiting. */
export async function atMost<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    const wait = (left: number) => {
      const step = Math.min(left, LONGEST_MS);
      timer = setTimeout(() => (left > step ? wait(left - step) : resolve(undefined)), step);
    };
    wait(ms);
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
