import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const PROGRAMS: Record<string, string> = {
  Node: "node/main.mjs",
  Web: "web/main.mjs",
  Python: "python/main.py",
  Go: "go/main.go",
  Java: "java/Main.java",
};

/** Lines without their indentation, which an excerpt does not share. */
function lines(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}

const sections = readFileSync(join(ROOT, "docs/openfeature.md"), "utf8").split(/^## /m);

it.each(Object.entries(PROGRAMS))("what the page shows for %s is what the example runs", (language, file) => {
  const section = sections.find((text) => text.startsWith(`${language}\n`)) ?? "";
  const shown = [...section.matchAll(/```\w+\n(.*?)```/gs)].map(([, code]) => lines(code as string));
  expect(shown.length).toBeGreaterThan(1);
  const program = lines(readFileSync(join(import.meta.dirname, file), "utf8"));
  for (const code of shown) expect(program).toContain(code);
});
