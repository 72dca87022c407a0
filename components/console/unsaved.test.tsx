import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { hasUnsaved, useLeaveWarning } from "./unsaved.ts";

afterEach(cleanup);

function Field({ value }: { value: string }) {
  useLeaveWarning(value !== "");
  return null;
}

it("knows whether leaving would lose something, as long as it would", () => {
  expect(hasUnsaved()).toBe(false);
  const { rerender, unmount } = render(<Field value="the canary failed" />);
  expect(hasUnsaved()).toBe(true);
  rerender(<Field value="" />);
  expect(hasUnsaved()).toBe(false);
  rerender(<Field value="again" />);
  unmount();
  expect(hasUnsaved()).toBe(false);
});
