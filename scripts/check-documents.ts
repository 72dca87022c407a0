import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { filesUnder } from "./setup/sources.mjs";

/** Every path a document names must exist: relative links, and paths in code spans that begin with a folder of ours. */

const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g;
const SPAN = /`((?:app|components|dataplane|docs|e2e|examples|lib|messages|prisma|scripts|sdk|worker)\/[A-Za-z0-9_./-]+)`/g;

const documents = filesUnder(".").filter((file) => file.endsWith(".md"));

const missing = documents.flatMap((document) => {
  const text = readFileSync(document, "utf8");
  const links = [...text.matchAll(LINK)].map((match) => normalize(join(dirname(document), match[1] as string)));
  const spans = [...text.matchAll(SPAN)].map((match) => match[1] as string);
  return [...links, ...spans]
    .filter((path) => !existsSync(path))
    .map((path) => `${document} names ${path}, which does not exist`);
});
for (const line of missing) console.error(line);
if (missing.length > 0) process.exit(1);
console.log(`${documents.length} documents name only what exists`);
