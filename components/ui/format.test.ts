import { describe, expect, it, vi } from "vitest";
import { ageOf, formatFor } from "./format.ts";

const en = formatFor("en", "Asia/Shanghai");
const zh = formatFor("zh", "UTC");
const AT = "2027-02-23T18:58:00Z";
const plain = (text: string) => text.replaceAll("\u00a0", " ").replaceAll("\u202f", " ");

describe("numbers", () => {
  it("keep a fixed space before the unit and a real minus", () => {
    expect(en.share(25_000)).toBe("25\u00a0%");
    expect(en.change(2.41, 0.212)).toBe("\u221291\u00a0%");
    expect(en.points(0.003, 0.002)).toBe("\u22120.10");
  });

  it.each([
    [1, "0.001 %"],
    [33_333, "33.333 %"],
    [100_000, "100 %"],
  ])("write a share of %i thousandths as %s", (share, text) => {
    expect(plain(en.share(share))).toBe(text);
  });

  it.each([
    [14, 92_310, "0.015 %"],
    [0, 92_310, "0 %"],
    [1, 3, "33.3 %"],
    [0, 0, "–"],
  ])("write %i in %i as %s", (part, whole, text) => {
    expect(plain(en.rate(part, whole))).toBe(text);
  });

  it.each([
    [0.212, "212 ms"],
    [1.84, "1.84 s"],
    [0.00042, "0.420 ms"],
    [0.9999, "1.00 s"],
    [2400, "2400 s"],
    [null, "–"],
  ])("write %s seconds as %s", (seconds, text) => {
    expect(plain(en.duration(seconds))).toBe(text);
  });

  it("do not compare with nothing", () => {
    expect([en.change(null, 1), en.change(0, 1), en.change(1, null)]).toEqual(["–", "–", "–"]);
    expect(plain(en.change(1, 1))).toBe("0 %");
  });
});

describe("times", () => {
  it("stand in the reader's zone with UTC beside it", () => {
    expect(plain(en.exact(AT))).toBe("Wed, 24 Feb 2027, 02:58 Shanghai · 23 Feb, 18:58 UTC");
    expect(en.time(AT)).toBe("02:58");
    expect(zh.time(AT)).toBe("18:58");
    expect(plain(zh.exact(AT))).toMatch(/^2027年2月23日.*18:58 UTC$/);
  });

  it("leave calendar days in no zone", () => {
    expect([en.calendarDay("2027-03-08"), zh.calendarDay("2027-03-08")]).toEqual(["8 Mar", "3月8日"]);
  });

  it.each([
    [0, { unit: "second", count: 0 }],
    [59_999, { unit: "second", count: 59 }],
    [60_000, { unit: "minute", count: 1 }],
    [3_599_000, { unit: "minute", count: 59 }],
    [86_400_000, { unit: "day", count: 1 }],
    [-5000, { unit: "second", count: 0 }],
  ])("after %i ms are %o old", (passed, age) => {
    expect(ageOf(0, passed)).toEqual(age);
  });
});

it("makes what writes numbers and times once, however many cells there are", () => {
  let made = 0;
  const counting = {
    get(all: typeof Intl, name: keyof typeof Intl) {
      if (name === "NumberFormat" || name === "DateTimeFormat") made += 1;
      return all[name];
    },
  };
  vi.stubGlobal("Intl", new Proxy(Intl, counting as ProxyHandler<typeof Intl>));
  for (let row = 0; row < 100; row += 1) {
    const own = formatFor("en", "Asia/Tokyo");
    expect([own.share(row * 1000), own.exact(row * 1e6)]).toEqual([`${row}\u00a0%`, expect.stringContaining("Tokyo")]);
  }
  vi.unstubAllGlobals();
  // A share, and a time in two zones.
  expect(made).toBeLessThanOrEqual(3);
});
