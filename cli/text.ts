/** Text as a terminal shows it. */

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** Control characters and what turns the direction of writing round: names and reasons come from others. */
const STEERING = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]+/gu;

/** One line that only shows what it says. */
export function plain(text: string): string {
  return text.replace(STEERING, " ");
}

/** Columns it takes: Chinese characters and emoji take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** Cut to so many columns at the end, with … where it was cut. */
export function clipped(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${beginningOf(text, width - 1).trimEnd()}…`;
}

/** Cut in the middle: what tells long names apart is often their end. */
export function squeezed(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const end = [...beginningOf([...text].reverse().join(""), Math.floor((width - 1) / 2))].reverse().join("");
  return `${beginningOf(text, width - 1 - widthOf(end))}…${end}`;
}

/** Lines of at most so many columns, the later ones indented; broken at spaces, or anywhere in what has none. */
export function wrapped(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let rest = text;
  for (;;) {
    const hang = lines.length === 0 ? 0 : indent;
    const room = Math.max(20, width - hang);
    const whole = widthOf(rest) <= room;
    const fitting = whole ? rest : beginningOf(rest, room);
    const space = fitting.lastIndexOf(" ");
    const line = whole || space <= fitting.search(/\S/) ? fitting : fitting.slice(0, space);
    lines.push(" ".repeat(hang) + line);
    rest = rest.slice(line.length).trimStart();
    if (rest === "") return lines;
  }
}

function beginningOf(text: string, width: number): string {
  let kept = "";
  let used = 0;
  for (const character of text) {
    used += widthOf(character);
    if (used > width) break;
    kept += character;
  }
  return kept;
}
