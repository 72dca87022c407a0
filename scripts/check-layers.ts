import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { judge, judgePackage } from "./layers.ts";
import { filesUnder } from "./setup/sources.mjs";
import { problemsIn } from "./structure.ts";

/**
 * Reads the imports of every source file and holds them against the table in layers.ts, and the whole of them against
 * structure.ts. Exit 1 names each that breaks a rule.
 */

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^"'`;]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/g;

const FEATURE_FILES = /^(schema|policy|reads|commands|loaders|queries)$/;

export function importsOf(source: string): string[] {
  return [...source.matchAll(IMPORT)].map((match) => (match[1] ?? match[2] ?? match[3]) as string);
}

function resolve(from: string, specifier: string): string | null {
  if (specifier.startsWith("@/")) return normalize(specifier.slice(2));
  if (specifier.startsWith(".")) return normalize(join(dirname(from), specifier));
  return null;
}

/** Tests may reach fixtures, and set their stage with the commands of other features; they obey the table otherwise. */
function isTestHelp(from: string, to: string): boolean {
  return (
    /(\.test\.tsx?|\/test-[a-z-]+\.ts)$/.test(from) && /^(scripts\/test-|lib\/core\/vectors\/|lib\/[a-z-]+\/commands)/.test(to)
  );
}

function problemsOf(file: string): string[] {
  const problems = importsOf(readFileSync(file, "utf8")).flatMap((specifier) => {
    const to = resolve(file, specifier);
    const problem = to === null ? judgePackage(file, specifier) : isTestHelp(file, to) ? null : judge(file, to);
    return problem ? [problem] : [];
  });
  const name = /^lib\/(?!core\/|platform\/)[a-z-]+\/([^/.]+)\.tsx?$/.exec(file)?.[1];
  if (name && !FEATURE_FILES.test(name))
    problems.push(`${file}: a feature's files are schema, policy, reads, commands, loaders, queries and tests beside them`);
  return problems;
}

/** Files of ours that a file imports, for its types too. */
function importedBy(file: string, known: ReadonlySet<string>): string[] {
  return importsOf(readFileSync(file, "utf8")).flatMap((specifier) => {
    const to = resolve(file, specifier);
    return to !== null && known.has(to) ? [to] : [];
  });
}

const files = filesUnder(".").filter((file) => file.includes("/") && /\.(ts|tsx|mjs)$/.test(file));
const known = new Set(files);
const imports = new Map(files.map((file) => [file, importedBy(file, known)]));
const problems = [...files.flatMap(problemsOf), ...problemsIn(imports)];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${files.length} files keep to the table of imports`);
