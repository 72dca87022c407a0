import { watch } from "node:fs";
import type { Service } from "./service.ts";

const SETTLED_MS = 200;

/** Restarts the service whenever a source in one of the folders changes. Answers how to stop that. */
export function reloadOnChange(service: Service, folders: string[]): () => void {
  let pending: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_, name) => {
      if (!name?.endsWith(".ts") || name.endsWith(".test.ts")) return;
      clearTimeout(pending);
      pending = setTimeout(() => service.reload(), SETTLED_MS);
    }),
  );
  return () => {
    clearTimeout(pending);
    for (const watcher of watchers) watcher.close();
  };
}
