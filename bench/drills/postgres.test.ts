import { describe } from "vitest";
import { postgresFrozen, postgresKilled } from "./postgres.ts";
import { holdsShortly } from "./test-drill.ts";

describe("when Postgres is away", () => {
  holdsShortly(postgresFrozen);
  holdsShortly(postgresKilled);
});
