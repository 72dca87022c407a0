import { expect, it } from "vitest";
import { isZone } from "../text/zoned.ts";
import { dayIn } from "./days.ts";

it.each([
  ["UTC", "2026-12-01T23:30:00Z", "2026-12-01"],
  ["Asia/Shanghai", "2026-12-01T16:00:00Z", "2026-12-02"],
  ["America/Los_Angeles", "2026-12-01T07:59:00Z", "2026-11-30"],
])("in %s it is at %s the day %s", (zone, at, day) => {
  expect(dayIn(zone, new Date(at))).toBe(day);
});

it.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])("knows the zone %s", (zone) => {
  expect(isZone(zone)).toBe(true);
});

it.each(["", "+01:00", "Mars/Base", "Europe/Berlin ", "Berlin"])("knows no zone %j", (zone) => {
  expect(isZone(zone)).toBe(false);
});
