/** What `begin` answers, unless `signal` aborts first: then its reason, while what was begun goes on. */
export function untilAborted<T>(signal: AbortSignal | undefined, begin: () => Promise<T>): Promise<T> {
  if (!signal) return begin();
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    begin()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", stop));
  });
}
