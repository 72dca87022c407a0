import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { showInConsole } from "./testing.tsx";
import { useSheet } from "./use-sheet.ts";

beforeEach(() => history.replaceState(null, "", "/p/shop/risks?status=closed"));

afterEach(() => {
  cleanup();
  history.replaceState(null, "", "/");
});

function Page() {
  const { sheet, show, close } = useSheet(["risk", "new-risk"]);
  return (
    <>
      <button type="button" onClick={() => show("risk", 7)}>
        open
      </button>
      <button type="button" onClick={() => show("new-risk")}>
        other
      </button>
      <button type="button" onClick={close}>
        close
      </button>
      <output>{sheet ? `${sheet.kind} ${sheet.of}` : "none"}</output>
    </>
  );
}

const open = () => showInConsole(<Page />, { role: "lead", answer: () => Response.json({}) });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const shown = () => screen.getByRole("status").textContent;

it("writes what is open into the address, beside what stands there", () => {
  open();
  expect(shown()).toBe("none");
  press("open");
  expect(shown()).toBe("risk 7");
  expect(location.search).toBe("?status=closed&sheet=risk.7");
  press("other");
  expect(shown()).toBe("new-risk ");
  expect(location.search).toBe("?status=closed&sheet=new-risk");
});

it("opens what a shared address names, and closing it leaves the page", () => {
  history.replaceState(null, "", "/p/shop/risks?sheet=risk.3");
  open();
  expect(shown()).toBe("risk 3");
  press("close");
  expect(shown()).toBe("none");
  expect(location.search).toBe("");
});

it("leaves sheets of other kinds to others", () => {
  history.replaceState(null, "", "/p/shop/risks?sheet=rollback.orders");
  open();
  expect(shown()).toBe("none");
});

it("closes at once, before the browser has gone back, and opens the next one after that", async () => {
  open();
  press("open");
  press("close");
  expect(shown()).toBe("none");
  press("other");
  window.dispatchEvent(new PopStateEvent("popstate"));
  await waitFor(() => expect(shown()).toBe("new-risk "));
});
