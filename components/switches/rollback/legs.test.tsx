// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, expect, it } from "vitest";
import { changeTo, switchAt } from "@/components/switches/testing.ts";
import switchesEn from "@/messages/en/switches.json";
import uiEn from "@/messages/en/ui.json";
import wordsEn from "@/messages/en/words.json";
import switchesZh from "@/messages/zh/switches.json";
import uiZh from "@/messages/zh/ui.json";
import wordsZh from "@/messages/zh/words.json";
import { Legs } from "./legs.tsx";
import { legsOf, stateBefore } from "./rollback-plan.ts";

afterEach(cleanup);

const LANGUAGES = {
  en: { switches: switchesEn, words: wordsEn, ui: uiEn },
  zh: { switches: switchesZh, words: wordsZh, ui: uiZh },
};

it.each(["en", "zh"] as const)("a way back names what goes with it, in %s", (locale) => {
  const conditions = [{ attribute: "group", operator: "equals" as const, value: "test" }];
  const rules = [{ name: "testers", conditions, result: "next" as const }];
  const split = { position: "shadow", next: "live", share: 5000 };
  const policy = { secondaryWrites: "required" as const, checkRatio: 20_000 };
  const change = changeTo("data", "2027-02-24T02:54:00Z", split, { from: split, rules, ...policy });
  const data = switchAt("data", "shadow", "live", 5000, { rules, ...policy });
  const legs = legsOf({ data }, stateBefore(change) ?? {});
  const choice = { id: "default", legs, since: null, minutes: null, path: "", body: {} } as const;
  render(
    <NextIntlClientProvider locale={locale} timeZone="UTC" messages={LANGUAGES[locale]}>
      <Legs choice={{ ...choice, call: () => Promise.resolve({ changes: [], plans: [] }) }} loading={false} />
    </NextIntlClientProvider>,
  );
  const told = [/testers/, locale === "en" ? /best-effort again/ : /尽力而为/, /100 ?%/];
  for (const words of told) expect(screen.getByText(words)).toBeTruthy();
});
