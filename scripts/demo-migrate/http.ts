export type Answer<T = unknown> = { status: number; body: T };

const TIMEOUT_MS = 15_000;
const AGAIN_MS = 300;
const MOST_FAULTS = 10;

/**
 * Asks until there is an answer: on the way, databases and servers are restarted. Every request this is used for may
 * be repeated. A 500 that stays is an answer too. Throws when the signal says so.
 */
export async function persist<T>(url: string, init: RequestInit, signal: AbortSignal): Promise<Answer<T>> {
  for (let faults = 0; ; ) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
      const text = await response.text();
      if (response.status === 500) faults += 1;
      if (response.status < 500 || faults > MOST_FAULTS)
        return { status: response.status, body: JSON.parse(text || "null") as T };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SyntaxError) throw error;
    }
    await pause(AGAIN_MS);
  }
}

export function json(method: string, body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
