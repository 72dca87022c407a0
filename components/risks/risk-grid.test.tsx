import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import type { RiskView } from "@/lib/risks/schema.ts";
import { readMessages } from "@/messages/load.ts";
import { RiskGrid } from "./risk-grid.tsx";

const messages = await readMessages("en");

const risk: RiskView = {
  number: 7,
  hypothesis: "New store slows down",
  likelihood: 4,
  impact: 4,
  band: "critical",
  targetLikelihood: 2,
  targetImpact: 3,
  targetBand: "medium",
  owner: "Priya",
  mitigation: "",
  response: "",
  reviewDate: null,
  reviewOverdue: true,
  status: "open",
  version: 1,
  createdAt: "2027-01-01T00:00:00.000Z",
};

function Harness() {
  const [cell, setCell] = useState("");
  return (
    <NextIntlClientProvider locale="en" messages={messages}>
      <RiskGrid risks={[risk]} cell={cell} onCell={setCell} selected={risk} />
      <output>{cell}</output>
    </NextIntlClientProvider>
  );
}

describe("the risk grid", () => {
  afterEach(cleanup);

  it("names every cell and is one tab stop that arrow keys walk", () => {
    render(<Harness />);
    expect(screen.getAllByRole("button")).toHaveLength(25);
    expect(screen.getAllByRole("button").filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    const first = screen.getByRole("button", { name: "Likelihood 1, impact 5: 0 risks" });
    first.focus();
    fireEvent.keyDown(first, { key: "ArrowDown" });
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Likelihood 1, impact 4: 0 risks");
  });

  it("filters by a cell, and no longer when it is pressed again", () => {
    render(<Harness />);
    const cell = screen.getByRole("button", { name: "Likelihood 4, impact 4: 1 risk, 1 overdue for review" });
    fireEvent.click(cell);
    expect([screen.getByRole("status").textContent, cell.getAttribute("aria-pressed")]).toEqual(["4-4", "true"]);
    fireEvent.click(cell);
    expect(screen.getByRole("status").textContent).toBe("");
  });
});
