import { readFileSync } from "node:fs";
import { problemsOf } from "./classes.ts";
import { filesUnder } from "./setup/sources.mjs";

/** Holds the classes that components ask for against the stylesheets. Exit 1 names each that stands on one side only. */

const paths = ["app", "components"].flatMap(filesUnder).filter((path) => /\.(css|tsx?)$/.test(path));
const problems = problemsOf(new Map(paths.map((path) => [path, readFileSync(path, "utf8")])));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`stylesheets and components name the same classes in ${paths.length} files`);
