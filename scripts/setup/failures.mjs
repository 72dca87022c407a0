import path from "node:path";
import { stripVTControlCharacters } from "node:util";

/**
 * The tests that did not pass in a report of Vitest, as `{name, reason}`: the file with the test's full name, and the
 * first line of what it threw. A file that could not be read stands for itself.
 */
export function vitestFailures(report, root) {
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(root, name);
    const failed = assertionResults
      .filter((result) => result.status !== "passed")
      .map((result) => ({ name: `${file} › ${result.fullName}`, reason: firstLine(result.failureMessages[0] ?? result.status) }));
    return status === "failed" && message ? [{ name: file, reason: firstLine(message) }, ...failed] : failed;
  });
}

/** The same of a report of Playwright: whatever did not do as expected at the first attempt. */
export function playwrightFailures(report) {
  return report.suites.flatMap((suite) => suiteFailures(suite));
}

function suiteFailures(suite) {
  const failed = suite.specs.flatMap(({ file, title, tests }) =>
    tests
      .filter((test) => test.status !== "expected")
      .map((test) => ({
        name: `${file} › ${title}`,
        reason: firstLine(test.results.find(({ error }) => error)?.error.message ?? test.status),
      })),
  );
  return [...failed, ...(suite.suites ?? []).flatMap((inner) => suiteFailures(inner))];
}

function firstLine(text) {
  return stripVTControlCharacters(text).trim().split("\n", 1)[0];
}
