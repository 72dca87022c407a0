import { isKey } from "./key.ts";

/** Modules as people list them: a key a line, or the lines of a spreadsheet. */

/** So many are registered at once. */
export const MOST_MODULES = 100;
export const LONGEST_TEXT = 200;

const COLUMNS = ["key", "name", "owner", "domain", "oldSystem", "newSystem"] as const;
type Column = (typeof COLUMNS)[number];
/** What the cells are when no first line says it. */
const USUAL: readonly Column[] = ["key", "name", "owner"];

export type Listed = { line: number } & Record<Column, string>;
export type ListFault = {
  line: number;
  /** `column`: the first line names one nobody knows, or lacks the key. `cells`: more of them than columns. `text`: characters that are none. */
  fault: "key" | "twice" | "column" | "cells" | "quote" | "long" | "text" | "many";
  /** What is wrong, as it was written. */
  value: string;
};

type Fault = [ListFault["fault"], value: string];

/** Every line is looked at, whatever is wrong with the others. Lines count from 1, also empty ones. */
export function moduleList(text: string): { modules: Listed[]; faults: ListFault[] } {
  const modules: Listed[] = [];
  const faults: ListFault[] = [];
  const known = new Set<string>();
  let columns: readonly (Column | null)[] | null = null;
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  for (const [index, written] of lines.entries()) {
    const line = index + 1;
    const against = (fault: ListFault["fault"], value: string) => faults.push({ line, fault, value });
    if (written.trim() === "") continue;
    const cells = cellsOf(written);
    if (cells === null) {
      columns ??= USUAL;
      against("quote", written);
      continue;
    }
    if (columns === null) {
      const head = namedBy(cells);
      columns = head ?? USUAL;
      if (head) {
        const fault = faultOfHead(head, cells);
        if (fault) against(...fault);
        continue;
      }
    }
    const listed = listedOf(line, columns, cells);
    const fault = faultOf(listed, columns, cells);
    if (fault) against(...fault);
    else if (known.has(listed.key)) against("twice", listed.key);
    else if (modules.length === MOST_MODULES) against("many", listed.key);
    else modules.push(listed);
    known.add(listed.key);
  }
  return { modules, faults };
}

/** Cells of one line, by the first separator in it; null where a quote is not closed. */
function cellsOf(line: string): string[] | null {
  const separator = /[,;\t]/.exec(line)?.[0] ?? ",";
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    // No other white space: a tab may be the separator.
    const quoted = /^ *"((?:[^"]|"")*)" */.exec(rest);
    if (!quoted && /^ *"/.test(rest)) return null;
    const end = quoted ? quoted[0].length : rest.indexOf(separator);
    const cell = quoted ? (quoted[1] ?? "").replaceAll('""', '"') : end < 0 ? rest : rest.slice(0, end);
    cells.push(cell.trim());
    if (end < 0 || end >= rest.length) return cells;
    if (!rest.startsWith(separator, end)) return null;
    rest = rest.slice(end + 1);
  }
}

/** The columns that a first line names, null for one nobody knows; null when it is no such line. */
function namedBy(cells: readonly string[]): (Column | null)[] | null {
  const plain = (text: string) => text.toLowerCase().replace(/[\s_-]/g, "");
  const named = cells.map((cell) => COLUMNS.find((column) => plain(column) === plain(cell)) ?? null);
  return named.includes("key") || (named.length > 1 && !named.includes(null)) ? named : null;
}

function faultOfHead(head: readonly (Column | null)[], cells: readonly string[]): Fault | null {
  const wrong = head.findIndex((column, at) => column === null || head.indexOf(column) !== at);
  if (wrong >= 0) return [head[wrong] === null ? "column" : "twice", cells[wrong] ?? ""];
  return head.includes("key") ? null : ["column", "key"];
}

function listedOf(line: number, columns: readonly (Column | null)[], cells: readonly string[]): Listed {
  const cell = (column: Column) => cells[columns.indexOf(column)] ?? "";
  const key = cell("key");
  const [owner, domain, oldSystem, newSystem] = [cell("owner"), cell("domain"), cell("oldSystem"), cell("newSystem")];
  return { line, key, name: cell("name") || key, owner, domain, oldSystem, newSystem };
}

function faultOf(listed: Listed, columns: readonly (Column | null)[], cells: readonly string[]): Fault | null {
  const beyond = cells.slice(columns.length).find((cell) => cell !== "");
  const odd = cells.find((cell) => /[\p{Cc}\p{Cs}]/u.test(cell));
  const long = cells.find((cell) => cell.length > LONGEST_TEXT);
  if (odd !== undefined) return ["text", odd];
  if (!isKey(listed.key)) return ["key", listed.key];
  if (beyond !== undefined) return ["cells", beyond];
  return long === undefined ? null : ["long", long];
}
