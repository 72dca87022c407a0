/** Seconds of processor this process has used, so that what else runs on the machine counts little. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const BATCH = 2000;

/** How often `work` runs in a second of processor time; it gets a number that counts up. */
export function rateOf(seconds: number, work: (n: number) => void): number {
  const began = cpuSeconds();
  let done = 0;
  for (;;) {
    for (let i = 0; i < BATCH; i += 1) work(done + i);
    done += BATCH;
    const used = cpuSeconds() - began;
    if (used >= seconds) return done / used;
  }
}

/** Seconds of processor one run of `work` takes, each awaited before the next begins. */
export async function costOf(seconds: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const began = cpuSeconds();
  let done = 0;
  for (;;) {
    for (let i = 0; i < BATCH; i += 1) await work(done + i);
    done += BATCH;
    const used = cpuSeconds() - began;
    if (used >= seconds) return used / done;
  }
}
