import { expect, it } from "vitest";
import { problemsOf } from "./classes.ts";

const SHEET = "app/styles/parts.css";
const MODULE = "components/board/board.module.css";
const ROW = "components/board/row.tsx";

const given = (files: Record<string, string>) => problemsOf(new Map(Object.entries(files)));
/** `@{` stands for the hole of a template. */
const row = (className: string) =>
  `import styles from "./board.module.css";\n<tr className=${className.replaceAll("@{", "\u0024{")}>`;

it("finds nothing where both sides name the same", () => {
  expect(
    given({
      [SHEET]: "/* .gone */ .mark { margin: 0.5em } @media (max-width: 3.5em) { .mark.bad, .button > b { top: 0 } }",
      [MODULE]: ".row > td, .open { left: 0 } .row :global(.mark) { top: 0 }",
      [ROW]: row('{`mark @{bad ? "bad" : ""} @{styles.row} @{open && styles.open}`}'),
      "components/ui/menu.tsx": '<Menu buttonClass="button" />',
    }),
  ).toEqual([]);
});

it("names what a component asks for and nobody defines", () => {
  const files = { [SHEET]: ".mark {}", [MODULE]: ".row {} .row :global(.axis) {}" };
  expect(given({ ...files, [ROW]: row("{`mark lost @{styles.row}`}") })).toContain(`${ROW}: no stylesheet defines .lost`);
  expect(given({ ...files, [ROW]: row("{mark ? styles.row : styles.lost}") })).toContain(
    `${ROW}: ${MODULE} does not define .lost`,
  );
  expect(given({ ...files, [ROW]: row('"mark"') })).toContain(`${MODULE}: no stylesheet defines .axis`);
});

it("names what is defined and nobody asks for, comparisons aside", () => {
  const files = { [SHEET]: ".mark {} .left {}", [MODULE]: ".row {}", [ROW]: row('{side === "left" ? "mark" : undefined}') };
  expect(given(files)).toEqual([`${SHEET}: no component asks for .left`, `${MODULE}: no component asks for .row`]);
});

it("reads tables in capitals, and nothing that is composed when it runs", () => {
  const table = 'const MARK: Record<State, string> = { good: "mark good", bad: "mark bad" };\n';
  const sheet = { [SHEET]: ".mark {} .good {} .bad {}" };
  expect(given({ ...sheet, [ROW]: `${table}<i className={MARK[state]} />` })).toEqual([]);
  for (const expression of ["{`mark @{state}`}", "{`mark-@{bad ? 1 : 2}`}", "{styles[state]}", "{state}"])
    expect(given({ ...sheet, [ROW]: `${table}<i className={MARK.bad} />\n${row(expression)}` })).toEqual([
      expect.stringContaining("Write each as a word"),
    ]);
});

it("wants names of more than two letters where they hold everywhere", () => {
  expect(given({ [SHEET]: ".s {} .ok {}", [ROW]: '<i className="s ok" />' })).toEqual([`${SHEET}: .s says too little`]);
});
