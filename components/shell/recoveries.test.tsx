// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, expect, it } from "vitest";
import { ConsoleProvider } from "@/components/console/console-context.tsx";
import type { RecoveryView } from "@/lib/switches/schema/recovery.ts";
import shellEn from "@/messages/en/shell.json";
import uiEn from "@/messages/en/ui.json";
import shellZh from "@/messages/zh/shell.json";
import uiZh from "@/messages/zh/ui.json";
import { Recoveries } from "./recoveries.tsx";

afterEach(cleanup);

const FACTS = {
  project: { key: "orders", name: "Orders", timeZone: "UTC", demo: false },
  projects: [],
  environments: [{ key: "production", name: "Production", protected: true }],
  role: "viewer" as const,
  user: { id: "1", name: "Vera", email: "vera@example.org" },
};
const MESSAGES = { en: { shell: shellEn, ui: uiEn }, zh: { shell: shellZh, ui: uiZh } };

const recovery = (environment: string, instances: string[]): RecoveryView => ({
  ...{
    environment,
    cause: "said by hand",
    since: "2027-02-24T02:54:00Z",
    until: "2027-02-24T02:55:00Z",
    restored: 4,
    modules: [],
  },
  waitsFor: instances.map((instance, run) => ({
    ...{ service: "shop", instance, incarnation: `run ${run}`, revision: 5, acknowledgedAt: "2027-02-24T02:53:00Z" },
  })),
});

function show(recoveries: RecoveryView[], locale: "en" | "zh" = "en"): string[] {
  render(
    <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]} timeZone="UTC">
      <SearchParamsContext value={new URLSearchParams()}>
        <ConsoleProvider facts={FACTS}>
          <Recoveries recoveries={recoveries} />
        </ConsoleProvider>
      </SearchParamsContext>
    </NextIntlClientProvider>,
  );
  return screen.queryAllByRole("alert").map(({ textContent }) => (textContent ?? "").replaceAll("\u00a0", " "));
}

it("names each instance once however many of its runs are waited for, and the zone once", () => {
  const [one] = show([recovery("production", ["shop-0", "shop-0"])]);
  expect(one).toContain("noticed 02:54 UTC in production");
  expect(one).toContain("Waits until shop-0 has said what it acts on.");
  cleanup();
  const [several] = show([recovery("production", ["a", "b", "c", "d", "e", "f", "a"])]);
  expect(several).toContain("Waits until a, b, c, d, e and 1 more have said what they act on.");
});

it.each(["en", "zh"] as const)("says when it ends, in %s", (locale) => {
  const [told] = show([recovery("production", [])], locale);
  expect(told).toContain(locale === "en" ? "ends by itself after 02:55 UTC." : "将在 02:55 UTC 之后自动结束。");
});

it.each([
  ["a dataplane knew revision 295; the database knew 293", "一个数据平面已知修订 295"],
  ["shop/shop-0 knew revision 9; the database knew 4", "shop/shop-0 已知修订 9"],
  ["the database is another one, or was set back to an earlier moment", "数据库已换成另一个"],
  ["said by hand", "said by hand"],
])("says in Chinese how it was noticed: %s", (cause, words) => {
  const [told] = show([{ ...recovery("production", []), cause }], "zh");
  expect(told).toContain(words);
});

it("tells of another environment while somebody has to do something there", () => {
  expect(show([recovery("staging", [])])).toEqual([]);
  cleanup();
  expect(show([recovery("staging", ["shop-0"])])).toHaveLength(1);
});
