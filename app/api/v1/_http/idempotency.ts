import { createHash } from "node:crypto";
import { type Context, inTransaction } from "@/lib/platform/context.ts";
import { AppError, invalid } from "@/lib/platform/errors.ts";
import type { Prisma } from "@/lib/platform/generated/prisma/client.ts";

export type Answer = { status: number; body: unknown };

/**
 * Runs a POST once a key: its effect and its stored answer commit together, so a repeat after a crash or a
 * lost response gets the first answer and changes nothing. Failures are not stored; they may be tried again.
 */
export async function once<C extends Context>(
  context: C,
  key: string,
  request: { url: string; body: unknown },
  run: (context: C) => Promise<Answer>,
): Promise<Answer> {
  if (key.length > 200)
    throw invalid("The Idempotency-Key is longer than 200 characters.", [
      { path: "Idempotency-Key", message: "at most 200 characters" },
    ]);
  const actor = `${context.actor.kind}:${context.actor.id}`;
  const requestHash = new Uint8Array(
    createHash("sha256")
      .update(`${new URL(request.url).pathname}\n${JSON.stringify(request.body)}`)
      .digest(),
  );

  return inTransaction(context, async (inside) => {
    await inside.db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${actor} ${key}`}, 0))`;
    const stored = await inside.db.idempotentAnswer.findUnique({ where: { actor_key: { actor, key } } });
    if (stored) {
      if (!Buffer.from(stored.requestHash).equals(Buffer.from(requestHash))) {
        throw new AppError("conflict", "This Idempotency-Key was used for another request. Choose a new one.");
      }
      return { status: stored.status, body: stored.body };
    }
    const answer = await run(inside);
    await inside.db.idempotentAnswer.create({
      data: {
        actor,
        key,
        requestHash,
        status: answer.status,
        body: answer.body as Prisma.InputJsonValue,
        createdAt: context.now,
      },
    });
    return answer;
  });
}
