import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { showInConsole } from "@/components/console/testing.tsx";
import type { WindowView } from "@/lib/windows/schema.ts";
import { WindowSheet } from "./window-sheet.tsx";

const ZONE = "Europe/Berlin";

/** From the second 02:30:15 of the night in which the clocks go back. */
const autumn: WindowView = {
  id: "w1",
  environment: null,
  startsAt: "2027-10-31T01:30:15.000Z",
  endsAt: "2027-11-01T08:00:00.000Z",
  reason: "Year end",
  open: false,
  version: 4,
  createdAt: "2026-11-01T00:00:00.000Z",
};
const production = {
  ...{ key: "production", name: "Production", position: 2, protected: true, approvals: false, stepLimit: null },
  ...{ allowedOrigins: [], version: 4, revision: 9, createdAt: "2026-11-01T00:00:00.000Z" },
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open(window: WindowView | null): unknown[] {
  const sheet = <WindowSheet window={window} onClose={() => undefined} />;
  return showInConsole(sheet, { role: "admin", answer: () => Response.json(autumn), environments: [production], timeZone: ZONE });
}

const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const begins = () => field(`Begins, ${ZONE}`);
const ends = () => field(`Ends, ${ZONE}`);
const write = (input: HTMLInputElement, value: string) => fireEvent.change(input, { target: { value } });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const said = (input: HTMLInputElement) =>
  (input.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");

it("leaves the times of a window alone whose reason is edited", async () => {
  const sent = open(autumn);
  expect(begins().value).toBe("2027-10-31T02:30:15");
  expect(said(begins())).toEqual([`Clocks in ${ZONE} show this time twice; the second is meant.`]);
  write(field("Reason"), "The end of the year");
  press("Save freeze window");
  await waitFor(() => expect(sent).toEqual([{ expectedVersion: 4, reason: "The end of the year" }]));
});

it("keeps the seconds of a time whose minutes are edited", async () => {
  const sent = open(autumn);
  write(begins(), "2027-10-31T04:31:15");
  press("Save freeze window");
  await waitFor(() => expect(sent).toEqual([{ expectedVersion: 4, startsAt: "2027-10-31T03:31:15.000Z" }]));
});

it("says of a time that does not exist that it does not, and sends none", () => {
  const sent = open(null);
  write(begins(), "2027-03-28T02:30");
  write(ends(), "2027-03-29T02:30");
  write(field("Reason"), "Clocks go forward");
  expect(said(begins()).join()).toContain(`Clocks in ${ZONE} skip this time.`);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Add freeze window" }).disabled).toBe(true);
  expect(sent).toEqual([]);
});

it("says which is meant of times that come twice, and holds through both", async () => {
  const sent = open(null);
  write(begins(), "2027-10-31T02:10");
  write(ends(), "2027-10-31T02:20");
  write(field("Reason"), "Clocks go back");
  expect([said(begins()), said(ends())].flat()).toEqual([
    `Clocks in ${ZONE} show this time twice; the first is meant.`,
    `Clocks in ${ZONE} show this time twice; the second is meant.`,
  ]);
  press("Add freeze window");
  await waitFor(() => expect(sent).toMatchObject([{ startsAt: "2027-10-31T00:10:00.000Z", endsAt: "2027-10-31T01:20:00.000Z" }]));
});
