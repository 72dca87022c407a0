import { existsSync, readdirSync, statSync } from "node:fs";

const NOT_SOURCES = /^(node_modules|\.git|\.next.*|build|\.switchyard.*|generated|test-results|playwright-report|coverage)$/;

/**
 * Files under a path, in one order, without what is installed, generated or built. None when it does not exist.
 * @param {string} path
 * @returns {string[]}
 */
export function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !NOT_SOURCES.test(name))
    .sort()
    .flatMap((name) => filesUnder(path === "." ? name : `${path}/${name}`));
}
