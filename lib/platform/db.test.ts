import { expect, test } from "vitest";
import { isOverloaded, isUnreachable } from "./db.ts";

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

test.each([
  [error("timeout exceeded when trying to connect"), true],
  [new Error("a request", { cause: error("timeout exceeded when trying to connect") }), true],
  [error("Timed out fetching a new connection from the connection pool", "P2024"), true],
  [new Error("a request", { cause: error("sorry, too many clients already", "53300") }), true],
  [error("Database error. Code: `53300`. Message: `sorry, too many clients already`"), true],
  [new Error("a request", { cause: error("deadlock detected", "40P01") }), true],
  [error("Connection terminated due to connection timeout"), false],
  [error("connect failed", "ECONNREFUSED"), false],
  [error("the database system is starting up", "57P03"), false],
])("%s: overloaded is %s", (thrown, overloaded) => {
  expect(isOverloaded(thrown)).toBe(overloaded);
});
