/** Progress as lines: what is being done, what came of it, how long it took. */

const SLOW_MS = 1000;

/** Runs `work`; its answer says in a few words what came of it. A slow step is announced while it runs. */
export async function step(name, doing, work) {
  const started = performance.now();
  const announce = setTimeout(() => console.log(`  · ${name.padEnd(13)} ${doing} …`), SLOW_MS);
  try {
    const { said, value } = outcome(await work());
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`  ✓ ${name.padEnd(13)} ${said.padEnd(44)} ${seconds.padStart(6)} s`);
    return value;
  } finally {
    clearTimeout(announce);
  }
}

function outcome(answer) {
  return typeof answer === "string" ? { said: answer, value: undefined } : answer;
}
