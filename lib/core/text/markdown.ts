/** The little Markdown that the documents are written in, as blocks that a page can draw. */

export type Inline = { is: "text" | "code" | "bold"; text: string } | { is: "link"; text: string; to: string };

export type Block =
  | { is: "heading"; level: number; id: string; text: Inline[] }
  | { is: "paragraph"; text: Inline[] }
  | { is: "code"; text: string }
  | { is: "list"; ordered: boolean; items: Inline[][] }
  | { is: "table"; head: Inline[][]; rows: Inline[][][] };

const ITEM = /^(?:[-*]|\d+\.) +/;
const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

export function markdownBlocks(source: string): Block[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  const take = (goes: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && goes(lines[at] as string)) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] as string;
    const heading = /^(#{1,6}) +(.*)$/.exec(line);
    if (line.trim() === "") at += 1;
    else if (heading) {
      at += 1;
      const text = inlines(heading[2] as string);
      blocks.push({ is: "heading", level: (heading[1] as string).length, id: anchorOf(text), text });
    } else if (line.startsWith("```")) {
      at += 1;
      const text = take((each) => !each.startsWith("```")).join("\n");
      at += 1;
      blocks.push({ is: "code", text });
    } else if (line.startsWith("|")) {
      const [head, , ...rows] = take((each) => each.startsWith("|")).map(cells);
      blocks.push({ is: "table", head: head ?? [], rows });
    } else if (ITEM.test(line)) {
      const items: string[] = [];
      for (const each of take((next) => ITEM.test(next) || /^ +\S/.test(next))) {
        if (ITEM.test(each)) items.push(each.replace(ITEM, ""));
        else items.push(`${items.pop() ?? ""} ${each.trim()}`);
      }
      blocks.push({ is: "list", ordered: /^\d/.test(line), items: items.map(inlines) });
    } else blocks.push({ is: "paragraph", text: inlines(take((each) => each.trim() !== "" && !startsBlock(each)).join(" ")) });
  }
  return blocks;
}

/** What ends a paragraph without an empty line. */
function startsBlock(line: string): boolean {
  return /^(#{1,6} |```|\|)/.test(line) || ITEM.test(line);
}

function cells(row: string): Inline[][] {
  return row
    .replace(/^\||\|\s*$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => inlines(cell.trim().replaceAll("\\|", "|")));
}

export function inlines(text: string): Inline[] {
  const found: Inline[] = [];
  let end = 0;
  const plain = (until: number) => {
    if (until > end) found.push({ is: "text", text: text.slice(end, until) });
  };
  for (const { 0: all, 1: code, 2: bold, 3: label, 4: to, index } of text.matchAll(INLINE)) {
    plain(index);
    end = index + all.length;
    if (code !== undefined) found.push({ is: "code", text: code });
    else if (bold !== undefined) found.push({ is: "bold", text: bold.replaceAll("`", "") });
    else found.push({ is: "link", text: (label as string).replaceAll("`", ""), to: to as string });
  }
  plain(text.length);
  return found;
}

export function plainText(text: readonly Inline[]): string {
  return text.map((each) => each.text).join("");
}

/** As GitHub makes them, so that the same links lead there and here. */
function anchorOf(text: readonly Inline[]): string {
  return plainText(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}
