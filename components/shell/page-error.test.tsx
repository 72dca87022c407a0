import { cleanup, render, screen } from "@testing-library/react";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime.js";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, expect, it } from "vitest";
import { readMessages } from "@/messages/load.ts";
import { PageError } from "./page-error.tsx";

const messages = await readMessages("en");
const nothing = () => undefined;
const router = { back: nothing, forward: nothing, refresh: nothing, push: nothing, replace: nothing, prefetch: nothing };

afterEach(cleanup);

it.each([
  ["database-away", "The database cannot be reached.", /until it returns/],
  ["database-busy", "The database has too much to do.", /waited too long/],
  ["4711", "This page could not be read.", /Reference 4711/],
])("says what is true of %s", (digest, title, means) => {
  render(
    <NextIntlClientProvider locale="en" messages={messages}>
      <AppRouterContext value={router as never}>
        <PageError error={Object.assign(new Error(), { digest })} reset={nothing} />
      </AppRouterContext>
    </NextIntlClientProvider>,
  );
  expect(screen.getByRole("heading").textContent).toContain(title);
  expect(screen.getByText(means)).not.toBeNull();
});
