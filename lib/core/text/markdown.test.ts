import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inlines, markdownBlocks, plainText } from "./markdown.ts";

describe("the Markdown of the documents", () => {
  it("becomes headings, paragraphs, lists, tables and code", () => {
    const source = [
      "# What is `it`?",
      "One line",
      "and its end.",
      "- first",
      "  goes on",
      "- **second**",
      "",
      "1. one",
      "",
      "| a | b |",
      "| --- | --- |",
      "| `x \\| y` | [z](limits.md#z) |",
      "```sh",
      "# no heading",
      "```",
    ].join("\n");
    const text = (said: string) => [{ is: "text", text: said }];
    expect(markdownBlocks(source)).toEqual([
      { is: "heading", level: 1, id: "what-is-it", text: [...text("What is "), { is: "code", text: "it" }, ...text("?")] },
      { is: "paragraph", text: text("One line and its end.") },
      { is: "list", ordered: false, items: [text("first goes on"), [{ is: "bold", text: "second" }]] },
      { is: "list", ordered: true, items: [text("one")] },
      {
        is: "table",
        head: [text("a"), text("b")],
        rows: [[[{ is: "code", text: "x | y" }], [{ is: "link", text: "z", to: "limits.md#z" }]]],
      },
      { is: "code", text: "# no heading" },
    ]);
  });

  it("keeps what is no markup as it is", () => {
    expect(inlines("2 * 3 < 4, <b>not bold</b>, [a] (b)")).toEqual([{ is: "text", text: "2 * 3 < 4, <b>not bold</b>, [a] (b)" }]);
    expect(markdownBlocks("")).toEqual([]);
  });

  it.each(readdirSync("docs").filter((file) => file.endsWith(".md")))(
    "reads %s to its end, with every anchor once named",
    (file) => {
      const blocks = markdownBlocks(readFileSync(`docs/${file}`, "utf8"));
      expect(blocks[0]).toMatchObject({ is: "heading", level: 1 });
      for (const block of blocks) {
        if (block.is === "paragraph") expect(plainText(block.text)).not.toMatch(/^(#|\||```|- )/);
        if (block.is === "table") {
          for (const row of block.rows) expect([row.map(plainText), row.length]).toEqual([row.map(plainText), block.head.length]);
        }
      }
    },
  );
});
