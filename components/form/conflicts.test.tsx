import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { showInConsole } from "@/components/console/testing.tsx";
import { RiskSheet } from "@/components/risks/risk-sheet.tsx";
import { EnvironmentSheet } from "@/components/settings/environment-sheet.tsx";
import { WindowSheet } from "@/components/settings/window-sheet.tsx";
import { MilestoneSheet } from "@/components/timeline/milestone-sheet.tsx";
import { PhaseSheet } from "@/components/timeline/phase-sheet.tsx";
import type { EnvironmentView } from "@/lib/environments/schema.ts";
import type { MilestoneView } from "@/lib/milestones/schema.ts";
import type { PhaseView } from "@/lib/phases/schema.ts";
import type { RiskView } from "@/lib/risks/schema.ts";
import type { WindowView } from "@/lib/windows/schema.ts";

/** What every sheet over something stored does when somebody else changed it meanwhile. */

const common = { version: 4, createdAt: "2026-11-01T00:00:00.000Z" };
const environment: EnvironmentView = {
  ...common,
  key: "production",
  name: "Production",
  position: 2,
  protected: true,
  approvals: false,
  stepLimit: null,
  allowedOrigins: [],
  archivedAt: null,
  revision: 9,
};
const freeze: WindowView = {
  ...common,
  id: "w1",
  environment: null,
  startsAt: "2099-12-24T00:00:00.000Z",
  endsAt: "2099-12-27T00:00:00.000Z",
  reason: "Holidays",
  open: false,
};
const phase: PhaseView = { ...common, id: "p1", position: 1, name: "Prepare", goal: "" };
const milestone: MilestoneView = {
  ...common,
  id: "m1",
  phase: "p1",
  name: "Dual write",
  owner: "Ada",
  baselineDate: "2027-01-10",
  currentDate: "2027-01-10",
  status: "planned",
  doneDate: null,
  slipDays: 0,
  overdue: false,
};
const risk: RiskView = {
  ...common,
  number: 1,
  hypothesis: "Writes are lost",
  likelihood: 3,
  impact: 4,
  band: "high",
  targetLikelihood: 1,
  targetImpact: 4,
  targetBand: "low",
  owner: "Ada",
  mitigation: "",
  response: "",
  reviewDate: null,
  reviewOverdue: false,
  status: "open",
};
const nothing = async () => undefined;

const SHEETS = [
  {
    name: "an environment",
    sheet: () => <EnvironmentSheet all={[]} environment={environment} onClose={nothing} />,
    ...{ stored: environment, label: "Name", field: "name", save: "Save environment" },
  },
  {
    name: "a freeze window",
    sheet: () => <WindowSheet window={freeze} onClose={nothing} />,
    ...{ stored: freeze, label: "Reason", field: "reason", save: "Save freeze window" },
  },
  {
    name: "a phase",
    sheet: () => <PhaseSheet phase={phase} phases={[phase]} milestones={1} onAdd={nothing} onClose={nothing} />,
    ...{ stored: phase, label: "Name", field: "name", save: "Save phase" },
  },
  {
    name: "a milestone",
    sheet: () => <MilestoneSheet milestone={milestone} phases={[phase]} onClose={nothing} />,
    ...{ stored: milestone, label: "Name", field: "name", save: "Save milestone" },
  },
  {
    name: "a risk",
    sheet: () => <RiskSheet risk={risk} onClose={nothing} />,
    ...{ stored: risk, label: "Owner", field: "owner", save: /^Save / },
  },
];

describe.each(SHEETS)("the sheet of $name", ({ sheet: Sheet, stored, label, field, save }) => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("keeps what was typed against somebody else's change, says whose that is, and saves on top of it", async () => {
    const current = { ...stored, [field]: "Theirs", version: 5 };
    const problem = { type: "urn:switchyard:problem:conflict", title: "Changed", status: 409, current };
    const answers = [Response.json({ ...problem, theirChange: { actor: { name: "Hana" } } }, { status: 409 })];
    const sent = showInConsole(<Sheet />, {
      role: "admin",
      answer: ({ body }) => {
        const refused = body === undefined ? undefined : answers.shift();
        return refused ?? Response.json({ ...stored, items: [], nextCursor: null });
      },
    });
    const input = screen.getByLabelText<HTMLInputElement>(label);
    fireEvent.change(input, { target: { value: "Mine" } });
    fireEvent.click(screen.getByRole("button", { name: save }));
    const told = await screen.findByText(/Hana/);
    expect(told.closest("[role=alert]")?.textContent).toContain("Theirs");
    expect(screen.getByLabelText<HTMLInputElement>(label).value).toBe("Mine");
    fireEvent.click(screen.getByRole("button", { name: save }));
    await waitFor(() =>
      expect(sent).toEqual([
        { expectedVersion: 4, [field]: "Mine" },
        { expectedVersion: 5, [field]: "Mine" },
      ]),
    );
  });
});
