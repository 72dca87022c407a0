import { act, cleanup, render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { late } from "./late.tsx";

const messages = { ui: { notLoaded: { says: "This part could not be loaded.", reload: "Load again" } } };

const Sheet = ({ name }: { name: string }) => <p>Roll back {name}</p>;

/** A part whose code is refused so many times before it can be had. */
function partAfter(refusals: number) {
  let asked = 0;
  const part = late(async () => {
    asked += 1;
    if (asked <= refusals) throw new TypeError("Failed to fetch dynamically imported module");
    return Sheet;
  });
  return { part, asked: () => asked };
}

const show = (Part: ReturnType<typeof partAfter>["part"]) =>
  render(
    <NextIntlClientProvider locale="en" messages={messages}>
      <h1>Board</h1>
      <Part name="orders" />
    </NextIntlClientProvider>,
  );

describe("a part that is loaded late", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it("is drawn at once when its code was fetched before", async () => {
    const { part, asked } = partAfter(0);
    await part.load();
    show(part);
    expect(screen.getByText("Roll back orders")).toBeTruthy();
    expect(asked()).toBe(1);
  });

  it("leaves the page as it is while it cannot be had, says so, and comes by itself", async () => {
    const { part, asked } = partAfter(2);
    show(part);
    await act(() => vi.advanceTimersByTimeAsync(0));
    expect(screen.getByRole("heading").textContent).toBe("Board");
    expect(screen.getByRole("alert").textContent).toContain("could not be loaded");
    await act(() => vi.advanceTimersByTimeAsync(6000));
    expect(screen.getByText("Roll back orders")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
    expect(asked()).toBe(3);
  });
});
