import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it } from "vitest";
import { type ConsoleFacts, ConsoleProvider } from "@/components/console/console-context.tsx";
import { switchAt } from "@/components/switches/testing.ts";
import type { Rule } from "@/lib/core/evaluation/snapshot.ts";
import { unreadablesQuery } from "@/lib/measurements/queries/counted.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";
import module from "@/messages/en/module.json";
import switches from "@/messages/en/switches.json";
import ui from "@/messages/en/ui.json";
import words from "@/messages/en/words.json";
import { RulesTab } from "./rules-tab.tsx";

const FACTS: ConsoleFacts = {
  project: { key: "orders", name: "Orders", timeZone: "UTC", demo: false },
  projects: [],
  environments: [{ key: "production", name: "Production", protected: true }],
  role: "viewer",
  user: { id: "1", name: "Vera", email: "vera@example.org" },
};
const RULES: Rule[] = [
  { name: "old apps", conditions: [{ attribute: "appVersion", operator: "semver", max: "6.2.0" }], result: "position" },
  {
    name: "testers",
    conditions: [
      { attribute: "build", operator: "number", min: 1204 },
      { attribute: "targetingKey", operator: "in", values: ["a", "b", "c", "d", "e", "f", "g"] },
    ],
    result: "next",
  },
];

function show(rules: Rule[], more: Partial<SwitchView> = {}, role: ConsoleFacts["role"] = "viewer") {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(unreadablesQuery("orders", "production", "orders").queryKey, [
    { switch: "orders.route", rule: "old apps", count: 1204, example: "6.1.0-" },
    { switch: "orders.call", rule: "testers", count: 7, example: null },
  ]);
  const warnings = [{ path: "rules.1.conditions.0.operator", warning: "two-kinds", message: "" }] as const;
  const view = switchAt("route", "old", "new", 0, { rules, warnings: rules.length > 0 ? [...warnings] : [], ...more });
  render(
    <NextIntlClientProvider locale="en" messages={{ module, switches, ui, words }} timeZone="UTC">
      <SearchParamsContext value={new URLSearchParams()}>
        <QueryClientProvider client={client}>
          <ConsoleProvider facts={{ ...FACTS, role }}>
            <RulesTab module="orders" switches={{ route: view }} />
          </ConsoleProvider>
        </QueryClientProvider>
      </SearchParamsContext>
    </NextIntlClientProvider>,
  );
}

describe("the rules of a module", () => {
  afterEach(cleanup);

  it("say whom they match, what becomes of whom they cannot read, and how often that was", () => {
    show(RULES);
    const [, first, second] = within(screen.getByRole("table", { name: "Rules of orders.route" })).getAllByRole("row");
    expect(first?.textContent).toContain("appVersion is below 6.2.0 (or cannot be read)");
    expect(first?.textContent).toContain(
      "1,204 evaluations in the last 24 h had a value that it could not read, such as “6.1.0-”.",
    );
    expect(first?.textContent).toMatch(/stays at Old$/);
    expect(second?.textContent).toContain(
      'build is 1204 or above (and can be read), and targetingKey is one of "a", "b", "c", "d", "e" and 2 more',
    );
    expect(second?.textContent).not.toContain("evaluations");
    expect(second?.textContent).toContain("Another rule takes the same attribute");
    expect(second?.textContent).toMatch(/goes to New$/);
  });

  it("say once what a range without bounds asks for", () => {
    show([{ name: "any age", conditions: [{ attribute: "age", operator: "number" }], result: "next" }]);
    expect(screen.getByText("age is anything that can be read")).toBeDefined();
  });

  it("are said to be none where there are none", () => {
    show([]);
    expect(screen.getByText("No rules: the share alone decides.")).toBeDefined();
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("that keep subjects behind all others are said, with a lead's way to drop them", () => {
    show(RULES, { share: 100_000 });
    expect(screen.getByText("New 100 % of all others · one rule keeps subjects at Old")).toBeDefined();
    expect(screen.queryByRole("button", { name: /^Drop/ })).toBeNull();
    cleanup();
    show(RULES, { share: 100_000 }, "lead");
    expect(screen.getByRole("button", { name: "Drop the rule that keeps subjects at Old…" })).toBeDefined();
    cleanup();
    show(RULES, { share: 99_999 }, "lead");
    expect(screen.queryByRole("button", { name: /^Drop/ })).toBeNull();
  });
});
