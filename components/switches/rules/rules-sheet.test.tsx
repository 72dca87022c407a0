import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it } from "vitest";
import { type ConsoleFacts, ConsoleProvider } from "@/components/console/console-context.tsx";
import { switchAt } from "@/components/switches/testing.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import module from "@/messages/en/module.json";
import switches from "@/messages/en/switches.json";
import ui from "@/messages/en/ui.json";
import words from "@/messages/en/words.json";
import { RulesSheet } from "./rules-sheet.tsx";

const FACTS: ConsoleFacts = {
  project: { key: "orders", name: "Orders", demo: false, timeZone: "UTC" },
  projects: [],
  environments: [{ key: "production", name: "Production", protected: true }],
  role: "lead",
  user: { id: "1", name: "Lea", email: "lea@example.org" },
};
const rule = (name: string, value = name): Rule => ({
  name,
  conditions: [{ attribute: "os", operator: "equals", value }],
  result: "position",
});

function sheet(rules: Rule[], more: Partial<SwitchView> = {}, role: ConsoleFacts["role"] = "lead") {
  return (
    <NextIntlClientProvider locale="en" messages={{ module, switches, ui, words }} timeZone="UTC">
      <SearchParamsContext value={new URLSearchParams()}>
        <QueryClientProvider client={new QueryClient()}>
          <ConsoleProvider facts={{ ...FACTS, role }}>
            <RulesSheet view={switchAt("route", "old", "new", 5000, { rules, ...more })} onClose={() => undefined} />
          </ConsoleProvider>
        </QueryClientProvider>
      </SearchParamsContext>
    </NextIntlClientProvider>
  );
}

const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const names = () =>
  within(screen.getByRole("list", { name: /^Rules, in/ }))
    .getAllByRole("listitem")
    .map((item) => item.querySelector("strong")?.textContent);

describe("the editor of rules", () => {
  afterEach(cleanup);

  it("moves, removes and adds, and takes each back", () => {
    render(sheet([rule("a"), rule("b"), rule("c")]));
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Nothing is changed" }).disabled).toBe(true);
    press("Move c up");
    expect(names()).toEqual(["a", "c", "b"]);
    fireEvent.keyDown(screen.getByRole("button", { name: "Edit a" }), { key: "ArrowDown", altKey: true });
    expect(names()).toEqual(["c", "a", "b"]);
    press("Remove a");
    expect(names()).toEqual(["c", "b"]);
    press("Undo the last edit");
    press("Undo the last edit");
    press("Undo the last edit");
    expect(names()).toEqual(["a", "b", "c"]);
    expect(screen.queryByRole("button", { name: "Undo the last edit" })).toBeNull();
  });

  it("says what is missing beside its field until it is there", () => {
    render(sheet([]));
    press("Keep somebody back");
    const values = screen.getByLabelText("Values, one to a line");
    expect(values.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Something is missing or wrong" }).disabled).toBe(true);
    fireEvent.change(values, { target: { value: "42\n43" } });
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Review" }).disabled).toBe(false);
    press("Close kept back");
    expect(screen.getByText('targetingKey is one of "42", "43": stays at Old')).toBeDefined();
  });

  it("loses nothing that was typed when somebody else changed the rules", () => {
    const { rerender } = render(sheet([rule("a"), rule("b")]));
    press("Edit a");
    fireEvent.change(screen.getByLabelText("Value"), { target: { value: "mine" } });
    rerender(sheet([rule("a", "theirs"), rule("b"), rule("c")], { version: 4 }));
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Review" }).disabled).toBe(true);
    press("Review mine on top of v4");
    expect(names()).toEqual(["a", "b", "c"]);
    expect(screen.getByText('os is "mine": stays at Old')).toBeDefined();
    expect(screen.getByText(/^Both of you changed “a”/)).toBeDefined();
  });

  it("lets who may only read try, and change nothing", () => {
    render(sheet([rule("a")], {}, "viewer"));
    expect(screen.getByRole("button", { name: "Ask" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Nothing is changed" })).toBeNull();
  });
});
