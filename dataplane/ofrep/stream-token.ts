import { createHmac, timingSafeEqual } from "node:crypto";
import type { LiveToken, Tokens } from "../state/tokens.ts";

/** A stream token is the same for an hour, and good for two more: a refetch does not fetch a new one. */
const EPOCH_MS = 3_600_000;
const GOOD_FOR_EPOCHS = 3;

/** Which of the changing stream tokens is current; part of every ETag, so that no 304 keeps an old one alive. */
export function streamEpoch(now: number): number {
  return Math.floor(now / EPOCH_MS);
}

/**
 * A token for the event stream's URL, made from an API token and bound to its life. Signed with the API token's
 * stored hash, which every dataplane knows and nobody else needs to; it opens the stream and nothing more.
 */
export function issueStreamToken({ token }: LiveToken, now: number): string {
  const epoch = streamEpoch(now);
  return `${token.id}.${epoch}.${sign(token.hash, epoch)}`;
}

/** The API token behind a stream token, or null when it is not ours, too old or its API token is gone. */
export function openStreamToken(text: string, tokens: Tokens, now: number): LiveToken | null {
  const [id, epochText, signature] = text.split(".");
  const found = tokens.get(id ?? "");
  const epoch = Number(epochText);
  if (!found || !signature || !Number.isSafeInteger(epoch)) return null;
  const age = streamEpoch(now) - epoch;
  if (age < -1 || age >= GOOD_FOR_EPOCHS) return null;
  const expected = Buffer.from(sign(found.token.hash, epoch));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given) ? found : null;
}

function sign(hash: string, epoch: number): string {
  return createHmac("sha256", hash).update(`stream ${epoch}`).digest("base64url");
}
