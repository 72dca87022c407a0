import { createHmac } from "node:crypto";
import { type Context, inTransaction } from "@/lib/platform/context.ts";
import { AppError, invalid } from "@/lib/platform/errors.ts";
import type { Prisma } from "@/lib/platform/generated/prisma/client.ts";
import { type Sealed, seal, unseal } from "./seal.ts";

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
    createHmac("sha256", process.env.NEXTAUTH_SECRET ?? "")
      .update(`${new URL(url).pathname}\n${JSON.stringify(body)}`)
      .digest(),
  );

  return inTransaction(context, async (inside) => {
    await inside.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${actor} ${key}`}, 0))`;
    const stored = await inside.db.idempotentAnswer.findUnique({ where: { actor_key: { actor, key } } });
    if (stored) {
      if (!Buffer.from(stored.requestHash).equals(Buffer.from(requestHash))) {
        throw new AppError("conflict", "This Idempotency-Key was used for another request. Choose a new one.");
      }
      return { status: stored.status, body: secret ? unseal(stored.body as Sealed) : stored.body };
    }
    const answer = await run(inside);
    await inside.db.idempotentAnswer.create({
      data: {
        actor,
        key,
        requestHash,
        status: answer.status,
        body: (secret ? seal(answer.body) : answer.body) as Prisma.InputJsonValue,
        createdAt: context.now,
      },
    });
    return answer;
  });
}
