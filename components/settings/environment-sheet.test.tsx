import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime.js";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ConsoleProvider } from "@/components/console/console-context.tsx";
import type { EnvironmentView } from "@/lib/environments/schema.ts";
import { readMessages } from "@/messages/load.ts";
import { EnvironmentSheet } from "./environment-sheet.tsx";

const messages = await readMessages("en");

const production: EnvironmentView = {
  key: "production",
  name: "Production",
  position: 2,
  protected: true,
  approvals: false,
  stepLimit: null,
  allowedOrigins: ["https://shop.example", "https://app.example"],
  version: 4,
  revision: 9,
  createdAt: "2026-11-01T00:00:00.000Z",
};
const facts = {
  project: { key: "shop", name: "Shop", demo: false },
  projects: [],
  environments: [],
  role: "admin" as const,
  user: { id: "1", name: "Ada", email: "ada@example.org" },
};
const nothing = () => undefined;
const router = { back: nothing, forward: nothing, refresh: nothing, push: nothing, replace: nothing, prefetch: nothing };

/** Opens the sheet where the server answers as told; gives what was sent to it. */
function open(answer: { status: number; body: unknown }) {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(init.body as string));
    return Response.json(answer.body, { status: answer.status });
  });
  render(
    <NextIntlClientProvider locale="en" messages={messages}>
      <QueryClientProvider client={new QueryClient()}>
        <AppRouterContext value={router as never}>
          <SearchParamsContext value={new URLSearchParams()}>
            <ConsoleProvider facts={facts}>
              <EnvironmentSheet environment={production} onClose={nothing} />
            </ConsoleProvider>
          </SearchParamsContext>
        </AppRouterContext>
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
  return sent;
}

describe("the web pages that may read an environment", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Web pages that may read switches" });
  const write = (value: string) => {
    fireEvent.change(field(), { target: { value } });
    fireEvent.click(screen.getByRole("button", { name: "Save environment" }));
  };

  it("are one a line, and sent as a list with nothing else", async () => {
    const sent = open({ status: 200, body: production });
    expect(field().value).toBe("https://shop.example\nhttps://app.example");
    write("https://shop.example \n\n http://localhost:5173\n");
    const allowedOrigins = ["https://shop.example", "http://localhost:5173"];
    await waitFor(() => expect(sent).toEqual([{ expectedVersion: 4, allowedOrigins }]));
  });

  it("have what is wrong with them said below", async () => {
    const message = "“shop” is not an origin: expected https://host or https://host:port without a path, or *.";
    const problem = { type: "invalid", title: "Not valid", status: 400, detail: message };
    open({ status: 400, body: { ...problem, errors: [{ path: "allowedOrigins", message }] } });
    write("shop");
    await waitFor(() => expect(field().getAttribute("aria-invalid")).toBe("true"));
    const described = field().getAttribute("aria-describedby") ?? "";
    expect(described.split(" ").map((id) => document.getElementById(id)?.textContent)).toContainEqual(
      expect.stringContaining(message),
    );
  });
});
