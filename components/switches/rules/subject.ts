/** What is known of a subject, from lines such as `appVersion = 6.1.0`; the lines that say nothing by their number. */
export function attributesIn(text: string): { attributes: Record<string, string | number | boolean>; unclear: number[] } {
  const attributes: Record<string, string | number | boolean> = {};
  const unclear: number[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === "") return;
    const [, name, value] = /^\s*([^=]*[^=\s])\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined || name === "targetingKey") unclear.push(i + 1);
    else
      Object.defineProperty(attributes, name, { value: meaningOf(value), enumerable: true, configurable: true, writable: true });
  });
  return { attributes, unclear };
}

/** `7` is a number, `"7"` and `6.1.0` are texts. */
function meaningOf(text: string): string | number | boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? text : (value as string | number | boolean);
  } catch {
    return text;
  }
}
