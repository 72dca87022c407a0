import { commandOf } from "../domain/command.ts";
import { type Command, type Outcome, view } from "../domain/order.ts";
import type { Subject, Target } from "../domain/request.ts";
import { subjectOf, targetOf } from "../domain/request.ts";
import { type Answer, Refused, type Request } from "./server.ts";

/** What the monolith, the interface layer and the domain services have in common: reading a request. */

export function subjectOrRefuse(request: Request): Subject {
  const subject = subjectOf(request.headers);
  if (!subject) throw new Refused(401, "X-User-Id: send the number of the user.");
  return subject;
}

export function targetOrRefuse(request: Request): Target {
  const target = targetOf(request.method, request.url.pathname);
  if (!target) throw new Refused(404, "There is nothing at this address.");
  return target;
}

export type Author = { newId: () => string };

export function commandOrRefuse(request: Request, target: Target, subject: Subject, author: Author): Command {
  const operationId = String(request.headers["idempotency-key"] ?? "");
  const command = commandOf(target, request.body, { subject, operationId, ...author, now: new Date() });
  if (typeof command === "string") throw new Refused(422, command);
  return command;
}

/** Headers that say who asks and which write this is, for the next service down. */
export function passedOn(request: Request): Record<string, string> {
  const names = ["x-user-id", "x-app-version", "idempotency-key"];
  return Object.fromEntries(names.flatMap((name) => (request.headers[name] ? [[name, String(request.headers[name])]] : [])));
}

export function answerOutcome(command: Command, outcome: Outcome): Answer {
  if (outcome.ok) return { status: command.operation === "create" ? 201 : 200, body: view(outcome.order) };
  if (outcome.reason === "unknown") throw new Refused(404, "There is no such order.");
  throw new Refused(409, `An order that is ${outcome.status} cannot take this step.`, { current: outcome.status });
}
