import { expect, test } from "vitest";
import { isUnreachable } from "./db.ts";

const error = (message: string, code?: string) => Object.assign(new Error(message), code ? { code } : {});

test.each([
  [error("connect failed", "ECONNREFUSED"), true],
  [error("terminating connection", "57P01"), true],
  // As the driver tells it while Postgres recovers from a crash.
  [
    error(
      "\nInvalid `prisma.apiToken.findUnique()` invocation:\n\n\nDatabase error. Code: `57P03`. Message: `the database system is starting up`",
    ),
    true,
  ],
  [new Error("a request", { cause: error("too many", "53300") }), true],
  [error("Database error. Code: `23505`. Message: `duplicate key`"), false],
  [error("nothing of the kind"), false],
  ["57P03", false],
])("%s: away is %s", (thrown, away) => {
  expect(isUnreachable(thrown)).toBe(away);
});
