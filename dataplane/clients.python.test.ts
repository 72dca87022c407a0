import { join } from "node:path";
import { testClient } from "./test-client.ts";

const python = (folder: string) => join(folder, "bin/python");

testClient({
  language: "python",
  manifest: "requirements.txt",
  provider: "openfeature-provider-ofrep",
  fetch: (folder) => [
    ["python3", "-m", "venv", folder],
    [
      python(folder),
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--retries=1",
      "--requirement=requirements.txt",
    ],
  ],
  command: (folder) => [python(folder), "main.py"],
});
