import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, expect, it } from "vitest";
import { type ConsoleFacts, ConsoleProvider } from "@/components/console/console-context.tsx";
import { mismatchesQuery } from "@/lib/mismatches/queries.ts";
import type { SharedRecordsView } from "@/lib/mismatches/schema.ts";
import moduleEn from "@/messages/en/module.json";
import uiEn from "@/messages/en/ui.json";
import moduleZh from "@/messages/zh/module.json";
import uiZh from "@/messages/zh/ui.json";
import { SharedRecordsLine } from "./shared-records-line.tsx";

afterEach(cleanup);

const FACTS: ConsoleFacts = {
  project: { key: "orders", name: "Orders", demo: false },
  projects: [],
  environments: [{ key: "production", name: "Production", protected: true }],
  role: "viewer",
  user: { id: "1", name: "Vera", email: "vera@example.org" },
};
const SEEN: SharedRecordsView = {
  module: "orders",
  count: 1204,
  since: "2027-02-24T02:58:00.000Z",
  lastAt: "2027-02-24T03:10:00.000Z",
  example: "string 0a1b2c3d",
};
const MESSAGES = { en: { module: moduleEn, ui: uiEn }, zh: { module: moduleZh, ui: uiZh } };

function show(shared: SharedRecordsView[], locale: "en" | "zh" = "en") {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const { queryKey } = mismatchesQuery("orders", "production", "orders");
  client.setQueryData(queryKey, { items: [], nextCursor: null, shared });
  render(
    <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]} timeZone="UTC">
      <SearchParamsContext value={new URLSearchParams()}>
        <QueryClientProvider client={client}>
          <ConsoleProvider facts={FACTS}>
            <SharedRecordsLine module="orders" />
          </ConsoleProvider>
        </QueryClientProvider>
      </SearchParamsContext>
    </NextIntlClientProvider>,
  );
}

it.each([
  ["en", "1,204 writes since 24 Feb, 02:58", "owner of a record as targetingKey"],
  ["zh", "共 1,204 次", "targetingKey"],
] as const)("records written from both sides are told of, with the way out: %s", (locale, how, out) => {
  show([SEEN], locale);
  const { textContent } = screen.getByRole("status");
  expect(textContent).toContain(how);
  expect(textContent).toContain("string 0a1b2c3d");
  expect(textContent).toContain(out);
});

it("nothing is said where none was seen lately", () => {
  show([]);
  expect(screen.queryByRole("status")).toBeNull();
});
