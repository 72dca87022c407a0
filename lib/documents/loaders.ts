import "server-only";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Block, markdownBlocks, plainText } from "../core/text/markdown.ts";
import { forPage } from "../platform/page.ts";
import { requireSession } from "../platform/session.ts";

export type DocumentPage = { name: string; title: string; blocks: Block[] };

const CHANGELOG = "changelog";

/** What comes with this version, changes included, by its title. */
export function loadDocuments(): Promise<DocumentPage[]> {
  return forPage(async () => {
    await requireSession();
    return Promise.all((await names()).map(read));
  });
}

/** One of them; null when there is none of that name. */
export function loadDocument(name: string): Promise<DocumentPage | null> {
  return forPage(async () => {
    await requireSession();
    return (await names()).includes(name) ? read(name) : null;
  });
}

async function names(): Promise<string[]> {
  const files = (await readdir(join(process.cwd(), "docs"))).filter((file) => file.endsWith(".md"));
  return [...files.map((file) => file.slice(0, -".md".length)).sort(), CHANGELOG];
}

async function read(name: string): Promise<DocumentPage> {
  const [first, ...blocks] = markdownBlocks(await readFile(fileOf(name), "utf8"));
  return first?.is === "heading" ? { name, title: plainText(first.text), blocks } : { name, title: name, blocks };
}

/** Said in full where it is joined: of a path it cannot tell, the build takes along whatever lies in the clone. */
function fileOf(name: string): string {
  return name === CHANGELOG ? join(process.cwd(), "CHANGELOG.md") : join(process.cwd(), "docs", `${name}.md`);
}
