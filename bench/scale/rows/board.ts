import type { Page } from "@playwright/test";
import { percentile } from "../../statistics.ts";
import { openBoard, openWindow } from "../browser.ts";
import { startConsole } from "../product.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";
import { LARGE } from "../seed.ts";

const ROUNDS = 10;

type Answers = { filter: number; sort: number; scroll: number; key: number };

/** From a press of a key or a turn of the wheel until the board that it asks for is drawn, in a real browser. */
export const board: ScaleRow = {
  name: "board",
  about: "The board of all modules in a browser.",
  run: async (ground) => {
    const { lab } = ground;
    const measured = await beside(ground, async (build): Promise<Answers> => {
      const console = await startConsole(lab, build);
      const { page, close } = await openWindow(lab, console);
      await openBoard(page, LARGE);
      const rounds = lab.quick ? 2 : ROUNDS;
      const answers = {
        filter: await slowest(rounds, () => filterOnce(page)),
        sort: await slowest(rounds, () => sortOnce(page)),
        scroll: await slowest(rounds, () => scrollOnce(page)),
        key: await slowest(rounds, () => keyOnce(page)),
      };
      await close();
      await console.end();
      return answers;
    });
    return (["filter", "sort", "scroll", "key"] as const).map((name) =>
      figureOf(measured, (answers) => answers[name], {
        bench: `board, ${name}`,
        unit: "ms until drawn, 95th percentile",
        goal: "< 100 ms",
        holds: (value) => value < 100,
      }),
    );
  },
};

/** Of several rounds, each of which answers what it took; the first is for the compiler. */
async function slowest(rounds: number, once: () => Promise<number[]>): Promise<number> {
  await once();
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) took.push(...(await once()));
  return percentile(took, 0.95);
}

/** Narrows the board letter by letter, and widens it again. */
async function filterOnce(page: Page): Promise<number[]> {
  const field = page.locator("[data-filter]");
  await field.focus();
  const took: number[] = [];
  for (const key of ["7", "1", "Backspace", "Backspace"]) {
    took.push(await answered(page, "input", "words", () => page.keyboard.press(key)));
  }
  return took;
}

async function sortOnce(page: Page): Promise<number[]> {
  const choice = page.locator("search select").last();
  const took: number[] = [];
  for (const value of ["newest", "name"]) {
    took.push(await answered(page, "change", "drawn", async () => void (await choice.selectOption(value))));
  }
  return took;
}

async function scrollOnce(page: Page): Promise<number[]> {
  await page.mouse.move(640, 500);
  const took: number[] = [];
  for (const by of [3000, 3000, -3000, -3000]) took.push(await answered(page, "wheel", "drawn", () => page.mouse.wheel(0, by)));
  return took;
}

/** The keys that go to the next row and back. */
async function keyOnce(page: Page): Promise<number[]> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const took: number[] = [];
  for (const key of ["j", "j", "k"]) took.push(await answered(page, "keydown", "focus", () => page.keyboard.press(key)));
  return took;
}

type Until = "words" | "drawn" | "focus";

/**
 * Milliseconds from the event, as the browser times it, to the frame after the one in which its answer is there: `words`
 * that the board was drawn for what the field says, `drawn` that another row is in the middle of it, `focus` that another
 * row has the focus.
 */
async function answered(page: Page, kind: string, until: Until, act: () => Promise<void>): Promise<number> {
  await page.evaluate(
    ([kind, until]) => {
      const main = document.querySelector("main");
      const looks = {
        words: () => main?.querySelector("table")?.getAttribute("aria-rowcount") ?? main?.textContent?.length,
        drawn: () => document.elementFromPoint(640, 500)?.closest<HTMLElement>("[data-item]")?.dataset.item,
        focus: () => document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset.item,
      };
      const look = looks[until as Until];
      const before = look();
      const holder = window as unknown as { answered: Promise<number> };
      holder.answered = new Promise<number>((resolve, reject) => {
        const hear = (event: Event) => {
          const over = event.timeStamp + 10_000;
          const frame = () => {
            const now = look();
            const done = now !== undefined && now !== before;
            if (done) requestAnimationFrame(() => resolve(performance.now() - event.timeStamp));
            else if (performance.now() > over) reject(new Error(`${kind} was not answered`));
            else requestAnimationFrame(frame);
          };
          requestAnimationFrame(frame);
        };
        addEventListener(kind as string, hear, { once: true, capture: true });
      });
    },
    [kind, until],
  );
  await act();
  return page.evaluate(() => (window as unknown as { answered: Promise<number> }).answered);
}
