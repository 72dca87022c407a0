export type Attempt = { at: number };

const EVERY_MS = 3000;
const FOR_MS = 30_000;
/** A connection that is dead without saying so answers nothing for minutes; the next attempt finds another. */
const ATTEMPT_MS = 8000;

/**
 * Sends a form the way the browser would, again and again while the server cannot be reached, for half a minute.
 * The form carries a key, so sending it twice counts once. Tells every failed attempt, and at last that it gave up.
 */
export async function sendInsisting(form: HTMLFormElement, tell: (failed: Attempt[], over: boolean) => void): Promise<void> {
  if (form.dataset.sending !== undefined) return;
  form.dataset.sending = "";
  const failed: Attempt[] = [];
  const began = Date.now();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  tell([], false);
  for (;;) {
    const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(ATTEMPT_MS) }).catch(() => null);
    if (answer?.redirected) {
      location.assign(answer.url);
      return;
    }
    failed.push({ at: Date.now() });
    const over = Date.now() - began > FOR_MS;
    tell([...failed], over);
    if (over) break;
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
  delete form.dataset.sending;
}
