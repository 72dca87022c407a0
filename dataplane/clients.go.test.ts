import { join } from "node:path";
import { testClient } from "./test-client.ts";

testClient({
  language: "go",
  manifest: "go.mod",
  provider: "go-sdk-contrib/providers/ofrep",
  fetch: () => [["go", "mod", "download"]],
  command: () => ["go", "run", "."],
  env: (folder) => ({
    GOMODCACHE: join(folder, "modules"),
    GOFLAGS: "-mod=readonly -modcacherw -buildvcs=false",
    GOTOOLCHAIN: "local",
  }),
});
