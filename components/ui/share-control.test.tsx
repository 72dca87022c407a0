// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { ShareControl } from "./share-control.tsx";

const ui = {
  shareValue: "{share}, stored {stored}",
  stored: "stored {share}",
  presets: "Preset shares in percent",
  shareField: "{label}, in percent",
  shareError: "A number from 0 to 100",
};

function Harness() {
  const [share, setShare] = useState(25_000);
  return (
    <NextIntlClientProvider locale="en" messages={{ ui }} timeZone="UTC">
      <ShareControl stored={10_000} value={share} onChange={setShare} from="Shadow read" to="Live" label="Share at Live" />
      <output>{share}</output>
    </NextIntlClientProvider>
  );
}

const slider = () => screen.getByRole("slider", { name: "Share at Live" });
const field = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Share at Live, in percent" });
const proposed = () => Number(screen.getByRole("status").textContent);

describe("the share control", () => {
  afterEach(cleanup);

  it("says the proposal and what is stored", () => {
    render(<Harness />);
    expect(slider().getAttribute("aria-valuetext")?.replaceAll("\u00a0", " ")).toBe("25 %, stored 10 %");
  });

  it.each([
    [["ArrowRight"], 26_000],
    [["ArrowLeft", "ArrowDown"], 23_000],
    [["PageUp"], 35_000],
    [["PageDown", "PageDown", "PageDown"], 0],
    [["End", "ArrowUp"], 100_000],
    [["Home"], 0],
  ])("moves by keys: %j", (keys, share) => {
    render(<Harness />);
    for (const key of keys) fireEvent.keyDown(slider(), { key });
    expect(proposed()).toBe(share);
  });

  it("takes a preset", () => {
    render(<Harness />);
    fireEvent.click(screen.getByRole("button", { name: "75" }));
    expect(proposed()).toBe(75_000);
    expect(screen.getByRole("button", { name: "75" }).getAttribute("aria-pressed")).toBe("true");
  });

  it("takes 0.001 % from the field as it is typed, and leaves the text to its writer", () => {
    render(<Harness />);
    fireEvent.change(field(), { target: { value: "0.001" } });
    expect(proposed()).toBe(1);
    fireEvent.change(field(), { target: { value: "12,5 %" } });
    expect(proposed()).toBe(12_500);
    expect(field().value).toBe("12,5 %");
    fireEvent.click(screen.getByRole("button", { name: "50" }));
    expect(field().value).toBe("50");
  });

  it("keeps what was typed wrongly, says so, and proposes nothing", () => {
    render(<Harness />);
    fireEvent.change(field(), { target: { value: "250" } });
    expect(field().value).toBe("250");
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText(ui.shareError)).toBeTruthy();
    expect(proposed()).toBe(25_000);
  });
});
