export type Log = (message: string, detail?: Record<string, unknown>) => void;

const AGAIN_MS = 60_000;

/** JSON lines on stdout. A message that keeps coming is written once a minute, with how often it came. */
export function openLog(name: string): Log {
  const seen = new Map<string, { at: number; times: number }>();
  return (message, detail = {}) => {
    const now = Date.now();
    const earlier = seen.get(message);
    if (earlier && now - earlier.at < AGAIN_MS) {
      earlier.times += 1;
      return;
    }
    const times = earlier?.times ? { times: earlier.times + 1 } : {};
    seen.set(message, { at: now, times: 0 });
    if (seen.size > 200) seen.clear();
    process.stdout.write(
      `${JSON.stringify({ time: new Date(now).toISOString(), process: name, message, ...times, ...detail })}\n`,
    );
  };
}

export function problemLog(log: Log): (error: unknown) => void {
  return (error) => log(error instanceof Error ? error.message : String(error));
}
