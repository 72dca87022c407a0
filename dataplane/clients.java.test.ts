import { join } from "node:path";
import { testClient } from "./test-client.ts";

testClient({
  language: "java",
  manifest: "pom.xml",
  provider: "ofrep",
  fetch: (folder) => [
    ["java", "-version"],
    ["mvn", "--batch-mode", "--quiet", "dependency:copy-dependencies", `-DoutputDirectory=${join(folder, "lib")}`],
  ],
  command: (folder) => ["java", "-cp", join(folder, "lib/*"), "Main.java"],
  // It takes every 400 for this.
  retold: { TARGETING_KEY_MISSING: "INVALID_CONTEXT" },
});
