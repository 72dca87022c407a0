import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { pack } from "./packed.mjs";

const SCRIPT = "console.log('a');\n".repeat(200);

it("packs what is worth it, to the byte", async () => {
  const folder = mkdtempSync(join(tmpdir(), "static-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "chunks"));
  for (const [name, content] of Object.entries({ "chunks/a.js": SCRIPT, "a.css": SCRIPT, "small.js": "1", "a.woff2": SCRIPT }))
    writeFileSync(join(folder, name), content);
  await pack(folder);
  expect(readdirSync(folder).sort()).toEqual(["a.css", "a.css.br", "a.css.gz", "a.woff2", "chunks", "small.js"]);
  expect(readdirSync(join(folder, "chunks")).sort()).toEqual(["a.js", "a.js.br", "a.js.gz"]);
  expect(brotliDecompressSync(readFileSync(join(folder, "chunks/a.js.br"))).toString()).toBe(SCRIPT);
  expect(gunzipSync(readFileSync(join(folder, "a.css.gz"))).toString()).toBe(SCRIPT);
});
