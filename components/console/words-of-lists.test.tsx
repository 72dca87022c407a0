import { cleanup, render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it } from "vitest";
import { useFormat } from "@/components/ui/use-format.ts";
import { readMessages } from "@/messages/load.ts";
import { LOCALES } from "@/messages/locale.ts";

const messages = Object.fromEntries(
  await Promise.all(LOCALES.map(async (locale) => [locale, await readMessages(locale)] as const)),
);
const NAMES = Array.from({ length: 60 }, (_, i) => `api-${i + 1}`);

function Told() {
  const { list, clauses, labelled } = useFormat();
  return (
    <p>
      {[
        list([]),
        list(NAMES.slice(0, 2)),
        list(NAMES, 2),
        list(NAMES.slice(0, 2), 2, 9),
        labelled("a", clauses(["b", "c"])),
      ].join(" | ")}
    </p>
  );
}

describe("names in a row", () => {
  afterEach(cleanup);

  it.each([
    ["en", " | api-1, api-2 | api-1, api-2 and 58 more | api-1, api-2 and 7 more | a: b; c"],
    ["zh", " | api-1、api-2 | api-1、api-2 等，另有 58 个 | api-1、api-2 等，另有 7 个 | a：b；c"],
  ])("are few, and joined as in %s", (locale, told) => {
    render(
      <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="UTC">
        <Told />
      </NextIntlClientProvider>,
    );
    expect(screen.getByText(/api-1/).textContent).toBe(told);
  });
});
