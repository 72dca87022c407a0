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

/** In the middle of the board, for at its top stand modules that never moved, in one order by name and by newest change. */
async function sortOnce(page: Page): Promise<number[]> {
  const choice = page.locator("search select").last();
  await goTo(page, 0.5);
  const took: number[] = [];
  for (const value of ["newest", "name"]) {
    took.push(await answered(page, "change", "order", async () => void (await choice.selectOption(value))));
  }
  await goTo(page, 0);
  return took;
}

/** Goes to that part of the page, and waits until what is drawn there stays for ten frames. */
function goTo(page: Page, part: number): Promise<void> {
  return page.evaluate(async (part) => {
    const drawn = () => [...document.querySelectorAll<HTMLElement>("main [data-item]")].map(({ dataset }) => dataset.item).join();
    window.scrollTo({ top: part * document.documentElement.scrollHeight, behavior: "instant" });
    let before = "";
    for (let same = 0; same < 10; ) {
      await new Promise((next) => requestAnimationFrame(next));
      const now = drawn();
      same = now === before ? same + 1 : 0;
      before = now;
    }
  }, part);
}

async function scrollOnce(page: Page): Promise<number[]> {
  await page.mouse.move(640, 500);
  const took: number[] = [];
  for (const by of [3000, 3000, -3000, -3000]) took.push(await answered(page, "wheel", "drawn", () => page.mouse.wheel(0, by)));
  return took;
}

/** The keys that go to the next row and back. */
async function keyOnce(page: Page): Promise<number[]> {
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  const took: number[] = [];
  for (const key of ["j", "j", "k"]) took.push(await answered(page, "keydown", "focus", () => page.keyboard.press(key)));
  return took;
}

type Until = "words" | "order" | "drawn" | "focus";

/**
 * Milliseconds from the event, as the browser times it, to the frame after the one in which its answer is there: `words`
 * that the board was drawn for what the field says, `order` that the rows that are drawn are others or follow each other
 * otherwise, `drawn` that another row is in the middle of it, `focus` that another row has the focus.
 */
async function answered(page: Page, kind: string, until: Until, act: () => Promise<void>): Promise<number> {
  const pending = await page.evaluateHandle(
    ({ kind, until }) => {
      const main = document.querySelector("main");
      const items = () => [...(main?.querySelectorAll<HTMLElement>("[data-item]") ?? [])];
      const looks = {
        words: () => main?.querySelector("table")?.getAttribute("aria-rowcount") ?? main?.textContent?.length,
        order: () =>
          items()
            .map(({ dataset }) => dataset.item)
            .join() || undefined,
        drawn: () => document.elementFromPoint(640, 500)?.closest<HTMLElement>("[data-item]")?.dataset.item,
        focus: () => document.activeElement?.closest<HTMLElement>("[data-item]")?.dataset.item,
      };
      const look = looks[until];
      const before = look();
      const answer = new Promise<number>((resolve, reject) => {
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
        addEventListener(kind, hear, { once: true, capture: true });
      });
      return { answer };
    },
    { kind, until },
  );
  await act();
  return pending.evaluate(({ answer }) => answer);
}
