import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it } from "vitest";
import { readMessages } from "@/messages/load.ts";
import { TypedConfirm } from "./typed-confirm.tsx";

const messages = await readMessages("en");

describe("what cannot be undone", () => {
  afterEach(cleanup);

  it("waits until its name was typed, and Enter in the field does nothing", () => {
    let done = 0;
    render(
      <NextIntlClientProvider locale="en" messages={messages}>
        <TypedConfirm warning="It goes." word="order services" verb="Revoke" pending={false} onConfirm={() => (done += 1)} />
      </NextIntlClientProvider>,
    );
    const field = screen.getByRole("textbox", { name: "Type “order services” to confirm" });
    const button = screen.getByRole<HTMLButtonElement>("button", { name: "Revoke" });
    fireEvent.change(field, { target: { value: "order service" } });
    expect(button.disabled).toBe(true);
    fireEvent.change(field, { target: { value: "order services " } });
    expect(fireEvent.keyDown(field, { key: "Enter" })).toBe(false);
    expect([button.disabled, done]).toEqual([false, 0]);
    fireEvent.click(button);
    expect(done).toBe(1);
  });
});
