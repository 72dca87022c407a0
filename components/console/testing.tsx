import { render } from "@testing-library/react";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime.js";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { NextIntlClientProvider } from "next-intl";
import { vi } from "vitest";
import type { Role } from "@/lib/core/access/policy.ts";
import { readMessages } from "@/messages/load.ts";
import { type ConsoleFacts, ConsoleProvider } from "./console-context.tsx";
import { Providers } from "./providers.tsx";

const messages = await readMessages("en");
const nothing = () => undefined;
const router = { back: nothing, forward: nothing, refresh: nothing, push: nothing, replace: nothing, prefetch: nothing };

type Asked = { method: string; body: unknown };
type Options = {
  role: Role;
  answer: (asked: Asked) => Response | Promise<Response>;
  environments?: ConsoleFacts["environments"];
  timeZone?: string;
};

const PRODUCTION = { key: "production", name: "Production", protected: true };

/** Shows a part of the console of project `shop`, whose server answers as told and has no stream; gives what was sent. */
export function showInConsole(
  part: React.ReactNode,
  { role, answer, environments = [PRODUCTION], timeZone = "UTC" }: Options,
): unknown[] {
  const sent: unknown[] = [];
  vi.stubGlobal("fetch", async (_: string, { method = "GET", body }: RequestInit) => {
    const asked = { method, body: typeof body === "string" ? JSON.parse(body) : undefined };
    if (asked.body !== undefined) sent.push(asked.body);
    return answer(asked);
  });
  vi.stubGlobal("BroadcastChannel", undefined);
  vi.stubGlobal("EventSource", SilentStream);
  const facts: ConsoleFacts = {
    project: { key: "shop", name: "Shop", timeZone, demo: false },
    projects: [],
    environments,
    role,
    user: { id: "1", name: "Ada", email: "ada@example.org" },
  };
  render(
    <NextIntlClientProvider locale="en" messages={messages} timeZone={timeZone}>
      <AppRouterContext value={router as never}>
        <SearchParamsContext value={new URLSearchParams()}>
          <ConsoleProvider facts={facts}>
            <Providers project="shop" now={Date.now()}>
              {part}
            </Providers>
          </ConsoleProvider>
        </SearchParamsContext>
      </AppRouterContext>
    </NextIntlClientProvider>,
  );
  return sent;
}

class SilentStream extends EventTarget {
  close(): void {}
}
