const PATIENCE_MS = 5000;

/** The page that says the database cannot be reached; see away.tsx. */
const AWAY = "away";

/** What the server said the page stands on when it was asked last; null before, so that the first answer counts as news. */
let known: string | null = null;

/**
 * Whether the page may look different by now. The answer is small, and costs the server next to nothing; the page
 * itself is asked for only when there is news. Null when the server was not reached.
 */
async function hasNews(): Promise<boolean | null> {
  const asked = new URLSearchParams(location.search);
  const query = new URLSearchParams();
  for (const name of ["project", "environment"]) if (asked.has(name)) query.set(name, asked.get(name) ?? "");
  const headers = new Headers(known === null ? {} : { "if-none-match": known });
  const answer = await fetch(`/api/v1/oncall?${query}`, {
    headers,
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => null);
  if (answer?.status === 304) return false;
  // Whoever is signed out by now is sent to sign in by the page itself.
  if (answer?.status === 401) return true;
  if (!answer?.ok) return null;
  known = answer.headers.get("etag");
  return true;
}

/** Puts what changed in place when something did. False when the server was not reached. */
export async function refreshed(): Promise<boolean> {
  const before = known;
  const news = await hasNews();
  if (!news) return news === false;
  if (await readAgain()) return true;
  known = before;
  return false;
}

/**
 * Asks for this page again and puts what changed in place, part by part: `data-live` names a part. When what a
 * form on it stands on has changed, `data-stand`, the whole page is read again, so that nobody confirms something
 * older than what is shown. False when the server was not reached.
 */
async function readAgain(): Promise<boolean> {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS), headers: { accept: "text/html" } }).catch(
    () => null,
  );
  if (!answer?.ok) return false;
  if (answer.redirected) {
    location.assign(answer.url);
    return true;
  }
  const text = await answer.text().catch(() => null);
  if (text === null) return false;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const [shown, stands] = [standOf(document), standOf(fresh)];
  // A sheet somebody reads, or is sending, stays while the database is away.
  if (stands === AWAY && shown !== AWAY) return false;
  if (stands !== shown) {
    if (!document.querySelector("form[data-sending]")) location.reload();
  } else for (const part of document.querySelectorAll<HTMLElement>("[data-live]")) replace(part, fresh);
  return true;
}

function standOf(page: Document): string | undefined {
  return page.querySelector<HTMLElement>("[data-stand]")?.dataset.stand;
}

/** Puts the new part in place of the old, leaves open what was, and gives the focus back to the link that had it. */
function replace(part: HTMLElement, fresh: Document): void {
  // Nobody's words are taken away while they are typed.
  if (document.activeElement instanceof HTMLInputElement && part.contains(document.activeElement)) return;
  const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
  if (!next) return;
  const before = part.querySelectorAll("details");
  for (const [index, details] of next.querySelectorAll("details").entries()) details.open = before[index]?.open ?? false;
  if (next.innerHTML === part.innerHTML) return;
  const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  part.innerHTML = next.innerHTML;
  if (focused) part.querySelector<HTMLElement>(`[href="${CSS.escape(focused)}"]`)?.focus();
}
