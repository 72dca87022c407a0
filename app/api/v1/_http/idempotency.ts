import { createHmac } from "node:crypto";
import { type Context, inTransaction } from "@/lib/platform/context.ts";
import { AppError, invalid } from "@/lib/platform/errors.ts";
import { installationSecret } from "@/lib/platform/secret.ts";
import { seal, unseal } from "./seal.ts";

export type Answer = { status: number; body: unknown };

/** A POST that may be repeated. `secret`: its answer holds one and is stored sealed. */
export type Attempt = { key: string; url: string; body: unknown; secret: boolean };

/**
 * Runs a POST once a key: its effect and its stored answer commit together, so a repeat after a crash or a
 * lost response gets the first answer and changes nothing. Failures are not stored; they may be tried again.
 */
export async function once<C extends Context>(
  context: C,
  { key, url, body, secret }: Attempt,
  run: (context: C) => Promise<Answer>,
): Promise<Answer> {
  if (key.length > 200)
    throw invalid("The Idempotency-Key is longer than 200 characters.", [
      { path: "Idempotency-Key", message: "at most 200 characters" },
    ]);
  const actor = `${context.actor.kind}:${context.actor.id}`;
  // Keyed, since a body may hold a password, which a bare hash would let somebody guess.
  const requestHash = new Uint8Array(
    createHmac("sha256", installationSecret())
      .update(`${new URL(url).pathname}\n${JSON.stringify(body)}`)
      .digest(),
  );

  return inTransaction(context, async (inside) => {
    // Whoever comes with the same key meanwhile waits here until this one has an answer, or none.
    const claimed = await inside.db.$executeRaw`
      INSERT INTO idempotent_answers (actor, key, request_hash, status, body, created_at)
      VALUES (${actor}, ${key}, ${requestHash}, 0, 'null', ${context.now}) ON CONFLICT (actor, key) DO NOTHING`;
    if (claimed === 0) {
      const stored = await inside.db.idempotentAnswer.findUniqueOrThrow({ where: { actor_key: { actor, key } } });
      if (!Buffer.from(stored.requestHash).equals(Buffer.from(requestHash))) {
        throw new AppError("conflict", "This Idempotency-Key was used for another request. Choose a new one.");
      }
      return { status: stored.status, body: secret ? unseal(stored.body) : stored.body };
    }
    const answer = await run(inside);
    const body = JSON.stringify(secret ? seal(answer.body) : answer.body);
    await inside.db.$executeRaw`
      UPDATE idempotent_answers SET status = ${answer.status}, body = ${body}::jsonb WHERE actor = ${actor} AND key = ${key}`;
    return answer;
  });
}
