/** Seconds until `holds`, asked now and then; infinite when it does not within `within` seconds. */
export async function secondsUntil(holds: () => Promise<boolean> | boolean, within: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    if (await holds()) return (performance.now() - began) / 1000;
    if (performance.now() - began > within * 1000) return Number.POSITIVE_INFINITY;
    await rest(20);
  }
}

export function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
