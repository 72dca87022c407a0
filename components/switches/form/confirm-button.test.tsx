// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { ConfirmButton } from "./confirm-button.tsx";

describe("the button that confirms a sheet", () => {
  afterEach(cleanup);

  it("ignores a press that comes too soon, then arms and takes the focus", async () => {
    let confirmed = 0;
    render(
      <ConfirmButton tone="none" onConfirm={() => (confirmed += 1)}>
        Roll back orders
      </ConfirmButton>,
    );
    const button = screen.getByRole("button", { name: "Roll back orders" });
    fireEvent.click(button);
    expect(confirmed).toBe(0);
    expect(document.activeElement).not.toBe(button);

    await waitFor(() => expect(document.activeElement).toBe(button));
    fireEvent.click(button);
    expect(confirmed).toBe(1);
  });

  it("lets no key that is held down press it", () => {
    render(
      <ConfirmButton tone="none" onConfirm={() => undefined}>
        Roll back orders
      </ConfirmButton>,
    );
    const pressed = (repeat: boolean) => fireEvent.keyDown(screen.getByRole("button"), { key: "Enter", repeat });
    // fireEvent answers false when the browser's own reaction, the press, was prevented.
    expect([pressed(true), pressed(false)]).toEqual([false, true]);
  });

  it("leaves the focus in a field somebody writes in", async () => {
    render(
      <>
        <textarea aria-label="Reason" />
        <ConfirmButton tone="none" onConfirm={() => undefined}>
          Hold orders
        </ConfirmButton>
      </>,
    );
    const field = screen.getByLabelText("Reason");
    field.focus();
    await waitFor(() => expect(screen.getByRole("button").getAttribute("aria-disabled")).toBeNull());
    expect(document.activeElement).toBe(field);
  });
});
