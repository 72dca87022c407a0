import { cleanup, render } from "@testing-library/react";
import { useLayoutEffect, useRef } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useWindowed } from "./use-windowed.ts";

const HEIGHT = 40;
/** As many as fit in the window, and the step of a scroll. */
const IN_SIGHT = Math.ceil((window.innerHeight + 100) / HEIGHT) + 1;

/** How many items each drawing had. */
const drawn: number[] = [];

function List({ keys }: { keys: readonly string[] }) {
  const list = useRef<HTMLUListElement>(null);
  const pieces = useWindowed(list, { keys, estimate: HEIGHT, isKept: (key) => key === "kept" });
  const shown = pieces.flatMap((piece) => (piece.is === "item" ? (keys[piece.index] ?? []) : []));
  useLayoutEffect(() => {
    drawn.push(shown.length);
  });
  return (
    <ul ref={list}>
      {shown.map((key) => (
        <li key={key} data-item={key} />
      ))}
    </ul>
  );
}

beforeEach(() => {
  drawn.length = 0;
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(HEIGHT);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const keysOf = (name: string) => [...Array.from({ length: 1000 }, (_, index) => `${name}-${index}`), "kept"];

it("draws what is in sight first, and what lies beyond when that is there", () => {
  render(<List keys={keysOf("a")} />);
  expect(drawn[0]).toBeLessThanOrEqual(IN_SIGHT + 1);
  expect(drawn.at(-1)).toBeGreaterThan(IN_SIGHT + 10);
  expect(document.querySelector("[data-item=kept]")).not.toBeNull();
});

it("does so again for another list, and draws the same one as it is", () => {
  const { rerender } = render(<List keys={keysOf("a")} />);
  const whole = drawn.at(-1);
  drawn.length = 0;
  rerender(<List keys={keysOf("a")} />);
  expect(new Set(drawn)).toEqual(new Set([whole]));
  drawn.length = 0;
  rerender(<List keys={keysOf("b")} />);
  expect(drawn[0]).toBeLessThanOrEqual(IN_SIGHT + 1);
  expect(drawn.at(-1)).toBe(whole);
});
