import fc from "fast-check";
import { expect, it } from "vitest";
import { meantIn, shownIn } from "./zoned.ts";

const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Asia/Kathmandu", "Australia/Lord_Howe"];

it.each([
  ["UTC", "2027-02-24T02:58:00.000Z", "2027-02-24T02:58"],
  ["Asia/Shanghai", "2027-02-24T18:58:00.000Z", "2027-02-25T02:58"],
  ["America/New_York", "2027-07-01T03:00:00.000Z", "2027-06-30T23:00"],
  ["Asia/Kathmandu", "2027-02-24T00:00:00.000Z", "2027-02-24T05:45"],
  ["Europe/Berlin", "2027-03-28T01:00:00.000Z", "2027-03-28T03:00"],
  ["Europe/Berlin", "2027-03-28T00:30:00.000Z", "2027-03-28T01:30"],
  ["Europe/Berlin", "2027-02-24T01:58:07.000Z", "2027-02-24T02:58:07"],
  ["Europe/Berlin", "2027-02-24T01:58:07.250Z", "2027-02-24T02:58:07.250"],
])("in %s %s reads %s, and back", (zone, at, shown) => {
  expect(shownIn(zone, at)).toBe(shown);
  expect(meantIn(zone, shown)).toEqual({ at, which: null });
});

it.each([
  ["Europe/Berlin", "2027-03-28T02:30"],
  ["America/New_York", "2027-03-14T02:30"],
  ["Australia/Lord_Howe", "2027-10-03T02:15"],
  ["Pacific/Apia", "2011-12-30T12:00"],
])("in %s %s does not exist", (zone, shown) => {
  expect(meantIn(zone, shown)).toEqual({ at: null, which: "skipped" });
  expect(meantIn(zone, shown, "last")).toEqual({ at: null, which: "skipped" });
});

it.each([
  ["Europe/Berlin", "2027-10-31T02:30", "2027-10-31T00:30:00.000Z", "2027-10-31T01:30:00.000Z"],
  ["America/New_York", "2027-11-07T01:00", "2027-11-07T05:00:00.000Z", "2027-11-07T06:00:00.000Z"],
  ["Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45:00.000Z", "2027-04-03T15:15:00.000Z"],
])("in %s %s comes twice", (zone, shown, first, last) => {
  expect(meantIn(zone, shown)).toEqual({ at: first, which: "first" });
  expect(meantIn(zone, shown, "last")).toEqual({ at: last, which: "last" });
});

it("finds every moment again, as the first or the last of its name", () => {
  const moments = fc.date({ min: new Date("2000-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
  const year = fc.integer({ min: Date.parse("2027-01-01"), max: Date.parse("2028-01-01") }).map((at) => new Date(at));
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.oneof(moments, year), (zone, moment) => {
      const at = moment.toISOString();
      const shown = shownIn(zone, at);
      expect([meantIn(zone, shown).at, meantIn(zone, shown, "last").at]).toContain(at);
    }),
  );
});

it.each(["", "2027-02-24", "2027-02-30T99:00", "tomorrow"])("means nothing by “%s”", (text) => {
  expect(meantIn("UTC", text)).toEqual({ at: null, which: null });
});
