import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { showInConsole } from "@/components/console/testing.tsx";
import type { EnvironmentView } from "@/lib/environments/schema.ts";
import { EnvironmentSheet } from "./environment-sheet.tsx";

const production: EnvironmentView = {
  key: "production",
  name: "Production",
  position: 2,
  protected: true,
  approvals: false,
  stepLimit: null,
  allowedOrigins: ["https://shop.example", "https://app.example"],
  archivedAt: null,
  version: 4,
  revision: 9,
  createdAt: "2026-11-01T00:00:00.000Z",
};

/** Opens the sheet where the server answers as told; gives what was sent to it. */
function open({ status, body }: { status: number; body: unknown }): unknown[] {
  const sheet = <EnvironmentSheet environment={production} all={[production]} onClose={async () => undefined} />;
  return showInConsole(sheet, { role: "admin", answer: () => Response.json(body, { status }) });
}

describe("the web pages that may read an environment", () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Web pages that may read switches" });
  const write = (value: string) => {
    fireEvent.change(field(), { target: { value } });
    fireEvent.click(screen.getByRole("button", { name: "Save environment" }));
  };

  it("are one a line, and sent as a list with nothing else", async () => {
    const sent = open({ status: 200, body: production });
    expect(field().value).toBe("https://shop.example\nhttps://app.example");
    write("https://shop.example \n\n http://localhost:5173\n");
    const allowedOrigins = ["https://shop.example", "http://localhost:5173"];
    await waitFor(() => expect(sent).toEqual([{ expectedVersion: 4, allowedOrigins }]));
  });

  it("have what is wrong with them said below", async () => {
    const message = "“shop” is not an origin: expected https://host or https://host:port without a path, or *.";
    const problem = { type: "invalid", title: "Not valid", status: 400, detail: message };
    open({ status: 400, body: { ...problem, errors: [{ path: "allowedOrigins", message }] } });
    write("shop");
    await waitFor(() => expect(field().getAttribute("aria-invalid")).toBe("true"));
    const described = field().getAttribute("aria-describedby") ?? "";
    expect(described.split(" ").map((id) => document.getElementById(id)?.textContent)).toContainEqual(
      expect.stringContaining(message),
    );
  });
});
