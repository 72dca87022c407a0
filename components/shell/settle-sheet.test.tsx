import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, expect, it, vi } from "vitest";
import { ConsoleProvider } from "@/components/console/console-context.tsx";
import { recoveriesQuery } from "@/lib/switches/queries/recoveries.ts";
import type { RecoveryView } from "@/lib/switches/schema/recovery.ts";
import { readMessages } from "@/messages/load.ts";
import { SettleSheet } from "./settle-sheet.tsx";

const messages = await readMessages("en");
const FACTS = {
  project: { key: "orders", name: "Orders", timeZone: "UTC", demo: false },
  projects: [],
  environments: [{ key: "production", name: "Production", protected: true }],
  role: "lead" as const,
  user: { id: "1", name: "Lin", email: "lin@example.org" },
};
const settled = (position: string) => ({ position, next: null, share: 0 });
const against = (rule: string, overridable: boolean) => ({ rule, message: `${rule} says no.`, detail: {}, overridable });

type Module = RecoveryView["modules"][number];
/** Opens the sheet where so much stands against either choice; gives what is sent. */
function open({ takeOver = [], keep = [] }: Partial<Pick<Module, "takeOver" | "keep">>): unknown[] {
  const acting = [{ service: "shop", instance: "shop-0", call: null, data: settled("live") }];
  const recovery: RecoveryView = {
    ...{ environment: "production", cause: "said by hand", since: "2027-02-24T02:54:00Z", until: "2027-02-24T02:55:00Z" },
    ...{ restored: 4, waitsFor: [], modules: [{ module: "orders", known: true, kept: false, acting, takeOver, keep }] },
  };
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    if (init.method === "POST") sent.push(JSON.parse(init.body as string));
    return Response.json(init.method === "POST" ? recovery : { items: [recovery] });
  });
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(recoveriesQuery("orders").queryKey, [recovery]);
  render(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <SearchParamsContext value={new URLSearchParams()}>
        <QueryClientProvider client={client}>
          <ConsoleProvider facts={FACTS}>
            <SettleSheet environment="production" module="orders" onClose={() => undefined} />
          </ConsoleProvider>
        </QueryClientProvider>
      </SearchParamsContext>
    </NextIntlClientProvider>,
  );
  return sent;
}

const button = () => screen.getByRole<HTMLButtonElement>("button", { name: "Decide for orders" });
const type = (name: string, value: string) => fireEvent.change(screen.getByLabelText(name), { target: { value } });
const REASON = "Reason, kept in the audit log";
const OVERRIDE = "Why a store that may lack something may be relied on";
const KEEP = "What was restored. Instances follow it.";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it("says what instances act on, and takes it over for a reason", async () => {
  const sent = open({});
  expect(screen.getByText("shop-0").parentElement?.textContent).toMatch(/shop-0: data live/i);
  expect(button().disabled).toBe(true);
  type(REASON, "every instance is there");
  fireEvent.click(button());
  await waitFor(() =>
    expect(sent).toEqual([{ environment: "production", module: "orders", keep: "acting", reason: "every instance is there" }]),
  );
});

it("keeps what was restored against rules that give way to a written word", async () => {
  const sent = open({ keep: [against("currency", true), against("doubt", true)] });
  expect(screen.queryByLabelText(OVERRIDE)).toBeNull();
  fireEvent.click(screen.getByLabelText(KEEP));
  type(REASON, "the copy is an hour old");
  expect(button().disabled).toBe(true);
  type(OVERRIDE, "compared all orders by hand");
  fireEvent.click(button());
  await waitFor(() =>
    expect(sent).toEqual([
      {
        ...{ environment: "production", module: "orders", keep: "restored", reason: "the copy is an hour old" },
        override: "compared all orders by hand",
      },
    ]),
  );
});

it("offers no word where one of the rules gives way to none", () => {
  open({ keep: [against("barrier", false), against("doubt", true)] });
  fireEvent.click(screen.getByLabelText(KEEP));
  type(REASON, "the copy is an hour old");
  expect(screen.queryByLabelText(OVERRIDE)).toBeNull();
  expect(button().disabled).toBe(true);
});
