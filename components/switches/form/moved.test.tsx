import { cleanup, render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, expect, it } from "vitest";
import { readMessages } from "@/messages/load.ts";
import { Moved } from "./moved.tsx";

afterEach(cleanup);

const RULE = {
  name: "testers",
  conditions: [{ attribute: "group", operator: "equals" as const, value: "test" }],
  result: "next" as const,
};

it.each(["en", "zh"] as const)("names whom a rule moves by what it asks for, in %s", async (locale) => {
  render(
    <NextIntlClientProvider locale={locale} messages={await readMessages(locale)} timeZone="UTC">
      <Moved preview={{ moved: [{ rule: RULE, from: "shadow", to: "live" }] }} />
    </NextIntlClientProvider>,
  );
  expect(screen.getByText(/testers.*group.*"test"/)).toBeTruthy();
});
