import { expect, it } from "vitest";
import { fromField, toField } from "./zoned.ts";

it.each([
  ["UTC", "2027-02-24T02:58:00.000Z", "2027-02-24T02:58"],
  ["Asia/Shanghai", "2027-02-24T18:58:00.000Z", "2027-02-25T02:58"],
  ["America/New_York", "2027-07-01T03:00:00.000Z", "2027-06-30T23:00"],
  ["Asia/Kathmandu", "2027-02-24T00:00:00.000Z", "2027-02-24T05:45"],
  ["Europe/Berlin", "2027-03-28T01:00:00.000Z", "2027-03-28T03:00"],
  ["Europe/Berlin", "2027-03-28T00:30:00.000Z", "2027-03-28T01:30"],
])("in %s %s reads %s, and back", (zone, moment, field) => {
  expect(toField(moment, zone)).toBe(field);
  expect(fromField(field, zone)).toBe(moment);
});

it("has no moment for what is no time", () => {
  expect(fromField("", "UTC")).toBeNull();
  expect(fromField("2027-02-30T99:00", "UTC")).toBeNull();
});
