import { Fragment } from "react";
import type { Block, Inline } from "@/lib/core/text/markdown.ts";
import styles from "./docs.module.css";

type Props = { blocks: readonly Block[]; linkOf: (to: string) => string | null };

/** A document as it was written; a link that leads nowhere here is only its text. */
export function Markdown({ blocks, linkOf }: Props) {
  return (
    <div className={styles.text} lang="en">
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a file never change places
        <BlockOf key={index} block={block} linkOf={linkOf} />
      ))}
    </div>
  );
}

function BlockOf({ block, linkOf }: { block: Block; linkOf: Props["linkOf"] }) {
  const said = (text: readonly Inline[]) => <Said text={text} linkOf={linkOf} />;
  switch (block.is) {
    case "heading": {
      const Heading = block.level <= 2 ? "h2" : "h3";
      return <Heading id={block.id}>{said(block.text)}</Heading>;
    }
    case "paragraph":
      return <p>{said(block.text)}</p>;
    case "code":
      return <Code text={block.text} />;
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List>
          {block.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <li key={index}>{said(item)}</li>
          ))}
        </List>
      );
    }
    case "table":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <div className={styles.wide} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <th key={index} scope="col">
                    {said(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, line) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <tr key={line}>
                  {row.map((cell, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above
                    <td key={index}>{said(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

export function Code({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles.code} tabIndex={0}>
      <pre>{text}</pre>
    </div>
  );
}

function Said({ text, linkOf }: { text: readonly Inline[]; linkOf: Props["linkOf"] }) {
  return text.map((each, index) => {
    const to = each.is === "link" ? linkOf(each.to) : null;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Fragment key={index}>
        {each.is === "code" ? (
          <code>{each.text}</code>
        ) : each.is === "bold" ? (
          <b>{each.text}</b>
        ) : to !== null ? (
          <a href={to}>{each.text}</a>
        ) : (
          each.text
        )}
      </Fragment>
    );
  });
}
