import { describe, expect, it } from "vitest";
import { momentOf } from "./moment.ts";

describe("a time as a clock of the reader's zone shows it", () => {
  it("is that moment, in summer and in winter", () => {
    expect(momentOf("2027-02-24T02:58", "UTC")?.toISOString()).toBe("2027-02-24T02:58:00.000Z");
    expect(momentOf("2027-02-24T02:58", "Asia/Shanghai")?.toISOString()).toBe("2027-02-23T18:58:00.000Z");
    expect(momentOf("2027-07-01T12:00", "Europe/Berlin")?.toISOString()).toBe("2027-07-01T10:00:00.000Z");
  });

  it("holds on both sides of the night the clocks change", () => {
    expect(momentOf("2027-03-28T01:30", "Europe/Berlin")?.toISOString()).toBe("2027-03-28T00:30:00.000Z");
    expect(momentOf("2027-03-28T03:30", "Europe/Berlin")?.toISOString()).toBe("2027-03-28T01:30:00.000Z");
  });

  it("is nothing while it is not a time", () => {
    expect([momentOf("", "UTC"), momentOf("2027-02-30Tx", "UTC")]).toEqual([null, null]);
  });
});
