import { act, cleanup, render, screen } from "@testing-library/react";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { afterEach, expect, it } from "vitest";
import { type ConsoleFacts, ConsoleProvider, useConsole } from "./console-context.tsx";
import { useSearchValue } from "./use-search-value.ts";

const facts: ConsoleFacts = {
  project: { key: "shop", name: "Shop", timeZone: "UTC", demo: false },
  projects: [],
  environments: [
    { key: "staging", name: "Staging", protected: false },
    { key: "production", name: "Production", protected: true },
  ],
  role: "viewer",
  user: { id: "1", name: "Ada", email: "ada@example.org" },
};

let drawn = 0;
function Place() {
  drawn += 1;
  return <output>{useConsole().environment.name}</output>;
}

let set: (value: string) => void;
function Filter() {
  const [value, setValue] = useSearchValue("q");
  set = setValue;
  return <p>filter: {value}</p>;
}
function Reader() {
  return <p>board: {useSearchValue("q")[0]}</p>;
}

const part = (
  <ConsoleProvider facts={facts}>
    <Place />
    <Filter />
    <Reader />
  </ConsoleProvider>
);
/** What the router tells of the address. */
const told = (search: string) => <SearchParamsContext value={new URLSearchParams(search)}>{part}</SearchParamsContext>;

afterEach(() => {
  cleanup();
  window.history.replaceState(null, "", "/");
  drawn = 0;
});

it("draws what asks where it is when that changes, and not for each filter", () => {
  const { rerender } = render(told("environment=production"));
  expect(screen.getByText("Production")).toBeTruthy();
  rerender(told("environment=production&q=7"));
  rerender(told("environment=production&q=71"));
  expect([drawn, screen.queryByText("filter: 71") !== null]).toEqual([1, true]);
  rerender(told("environment=staging&q=71"));
  expect([drawn, screen.queryByText("Staging") !== null]).toEqual([2, true]);
});

it("has what was set at once, wherever it is read, and what the router tells thereafter", () => {
  const { rerender } = render(told("environment=production"));
  act(() => set("7"));
  act(() => set("71"));
  expect(screen.getByText("board: 71")).toBeTruthy();
  expect(window.location.search).toContain("q=71");

  rerender(told("environment=production&q=71"));
  expect(screen.getByText("board: 71")).toBeTruthy();
  // A link leads back to where it was set.
  rerender(told("environment=production"));
  expect(screen.getByText("board:")).toBeTruthy();
});

it("forgets what was set with the page it was set on", () => {
  render(told(""));
  act(() => set("7"));
  cleanup();
  render(told(""));
  expect(screen.getByText("board:")).toBeTruthy();
});
