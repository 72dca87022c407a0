import { describe, expect, it } from "vitest";
import { changeTo } from "@/components/switches/testing.ts";
import type { ChangeView } from "@/lib/switches/schema/change.ts";
import { bandsOf, decidingAxis, movesIn } from "./bands.ts";

const standing = (position: string, next: string | null = null, share = 0) => ({ position, next, share });

function change(at: number, version: number, to: ReturnType<typeof standing>, more: Partial<ChangeView> = {}): ChangeView {
  const from = standing("off");
  return changeTo("data", new Date(at * 1000).toISOString(), to, { version, revision: version, from, ...more });
}

const words = ({ position, next, share }: { position: string; next: string | null; share: number }) => ({
  label: next ? `${next} ${share / 1000} %` : position,
  short: `${share / 1000} %`,
});

describe("moves", () => {
  const history = [
    change(300, 4, standing("shadow", "live", 10_000)),
    change(250, 3, standing("shadow"), { act: "hold", direction: "none" }),
    change(200, 2, standing("shadow")),
    change(50, 1, standing("off"), { act: "created", from: null, direction: "none" }),
  ];

  it("are told in order of time; holding and creating are none", () => {
    expect(movesIn(history, 0, 400, 9).map(({ number, t }) => [number, t])).toEqual([
      [1, 200],
      [3, 300],
    ]);
  });

  it("keep their number whatever is shown of them", () => {
    const numbersIn = (from: number, most: number) => movesIn(history, from, 400, most).map(({ number }) => number);
    expect([numbersIn(0, 9), numbersIn(250, 9), numbersIn(0, 1)]).toEqual([[1, 3], [3], [3]]);
  });

  it("are counted over all switches of the module", () => {
    const route = [
      changeTo("route", new Date(50_000).toISOString(), standing("old"), {
        version: 1,
        revision: 1,
        from: null,
        direction: "none",
      }),
      changeTo("route", new Date(200_000).toISOString(), standing("new"), { version: 2, revision: 2, from: standing("old") }),
    ];
    expect(movesIn([...history, ...route], 0, 400, 9).map(({ number, change }) => [number, change.axis])).toEqual([
      [1, "data"],
      [2, "route"],
      [4, "data"],
    ]);
  });

  it("are not counted before all that is known of a long history begins", () => {
    expect(movesIn(history.slice(0, 2), 0, 400, 9).map(({ number }) => number)).toEqual([3]);
  });

  it("keep the newest when there are too many", () => {
    expect(movesIn(history, 100, 400, 1).map(({ t }) => t)).toEqual([300]);
  });
});

describe("bands", () => {
  it("cover the whole stretch, the last one being now", () => {
    const history = [
      change(50, 1, standing("off")),
      change(200, 2, standing("shadow")),
      change(300, 3, standing("shadow", "live", 10_000)),
    ];
    expect(bandsOf(history, 100, 400, words)).toEqual([
      { label: "off", short: "0 %", side: "old", from: 100, to: 200, current: false },
      { label: "shadow", short: "0 %", side: "old", from: 200, to: 300, current: false },
      { label: "live 10 %", short: "10 %", side: "new", from: 300, to: 400, current: true },
    ]);
  });

  it("do not break where only a hold happened", () => {
    const history = [change(50, 1, standing("off")), change(200, 2, standing("off"), { act: "hold" })];
    expect(bandsOf(history, 100, 400, words)).toEqual([
      { label: "off", short: "0 %", side: "old", from: 100, to: 400, current: true },
    ]);
  });

  it("come from the switch that decides", () => {
    expect([decidingAxis("http"), decidingAxis("read"), decidingAxis("write")]).toEqual(["route", "data", "data"]);
    expect(bandsOf([], 0, 1, words)).toEqual([]);
  });
});
