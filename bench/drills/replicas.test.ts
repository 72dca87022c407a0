import { describe } from "vitest";
import { replicaKilled } from "./replicas.ts";
import { holdsShortly } from "./test-drill.ts";

describe("when a replica is killed", () => {
  holdsShortly(replicaKilled);
});
