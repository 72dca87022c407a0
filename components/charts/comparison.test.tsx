import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it } from "vitest";
import { Comparison, type Measured } from "./comparison.tsx";
import type { Point } from "./data.ts";
import { PointsTable } from "./table.tsx";

/** The messages the charts ask for, each telling its key and values. */
const charts = {
  side: { old: "old", new: "new" },
  walk: "walk",
  lower: { absolute: "errors", ratio: "difference", count: "errors" },
  limit: { equal: "equal", enough: "enough" },
  unknown: "unknown",
  nothing: "no samples",
  few: "few",
  errors: "errors {rate}",
  samples: "{count} samples",
  joint: "; ",
  summary: { side: "{side} p99 {p99} p50 {p50} errors {errors}", ended: "{side} until {at}", changes: "{count} changes" },
  gap: { start: "before {to}", between: "{from} to {to}", end: "since {from}" },
  eachPoint: "each {step}",
  duration: "{seconds} s",
  paused: "paused {count}",
  table: "table",
  copyCsv: "csv",
  time: "Time",
  column: { p99: "p99", p50: "p50", errors: "errors", samples: "samples" },
};

const MINUTE = 60;
const START = 1_800_000_000;

function points(count: number, samples: number, p99: number): Point[] {
  return Array.from({ length: count }, (_, i) => ({ t: START + i * MINUTE, count: samples, errors: 1, p50: p99 / 10, p99 }));
}

function measured(count: number): Measured {
  return {
    series: { old: points(count, 1000, 2.41), new: points(count, 150, 0.212) },
    frame: { from: START, to: START + count * MINUTE, step: MINUTE },
  };
}

function shown(newest: Measured) {
  return (
    <NextIntlClientProvider locale="en" messages={{ charts }} timeZone="UTC">
      <Comparison newest={newest} view="absolute" marks={[]} bands={[]} selected={null} />
    </NextIntlClientProvider>
  );
}

const plain = (text: string | null) => text?.replaceAll("\u00a0", " ");

describe("the charts", () => {
  afterEach(cleanup);

  it("are one slider whose value is the figures of a step, p99 hidden where samples are few", () => {
    render(shown(measured(4)));
    const slider = screen.getByRole("slider", { name: "walk" });
    expect(plain(slider.getAttribute("aria-valuetext"))).toBe(
      "08:03; old p99 2.41 s, p50 241 ms, errors 0.1 %, 1,000 samples; new p99 few, p50 21.2 ms, errors 0.67 %, 150 samples",
    );
    fireEvent.change(slider, { target: { value: "1" } });
    expect(slider.getAttribute("aria-valuetext")).toMatch(/^08:01;/);
  });

  it("stand still while they are read, and count what came since", () => {
    const { rerender } = render(shown(measured(4)));
    fireEvent.focus(screen.getByRole("slider"));
    rerender(shown(measured(7)));
    expect(screen.getByText("paused 3")).toBeTruthy();
    expect(screen.getByRole("slider").getAttribute("max")).toBe("3");
    fireEvent.blur(screen.getByRole("slider"));
    expect(screen.queryByText("paused 3")).toBeNull();
    expect(screen.getByRole("slider").getAttribute("max")).toBe("6");
  });

  it("say what they show in a sentence", () => {
    render(shown(measured(4)));
    const id = screen.getByRole("slider").getAttribute("aria-describedby") ?? "";
    expect(plain(document.getElementById(id)?.textContent ?? null)).toBe(
      "old p99 2.41 s p50 241 ms errors 0.1 %; new p99 unknown p50 21.2 ms errors 0.67 %; 0 changes",
    );
  });
});

describe("their table", () => {
  afterEach(cleanup);

  it("has the same points, newest first, old left of new", () => {
    render(
      <NextIntlClientProvider locale="en" messages={{ charts }} timeZone="UTC">
        <PointsTable {...measured(2)} />
      </NextIntlClientProvider>,
    );
    const [head, ...rows] = screen.getAllByRole("row").map((row) => within(row));
    expect(head?.getAllByRole("columnheader")).toHaveLength(9);
    const cells = rows.map((row) =>
      [row.getByRole("rowheader"), ...row.getAllByRole("cell")].map((cell) => plain(cell.textContent)),
    );
    expect(cells).toEqual([
      ["08:01", "2.41 s", "241 ms", "0.1 %", "1,000", "–", "21.2 ms", "0.67 %", "150"],
      ["08:00", "2.41 s", "241 ms", "0.1 %", "1,000", "–", "21.2 ms", "0.67 %", "150"],
    ]);
  });
});
