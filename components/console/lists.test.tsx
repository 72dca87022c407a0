import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { JobsTab } from "@/components/module/tabs/jobs-tab.tsx";
import { LedgerTab } from "@/components/module/tabs/ledger-tab.tsx";
import { MismatchesTab } from "@/components/module/tabs/mismatches-tab.tsx";
import { LatestChanges } from "@/components/overview/latest-changes.tsx";
import { NextMilestones } from "@/components/overview/next-milestones.tsx";
import { RisksPage } from "@/components/risks/risks-page.tsx";
import { TokensPanel } from "@/components/settings/tokens-panel.tsx";
import { WindowsPanel } from "@/components/settings/windows-panel.tsx";
import { TimelinePage } from "@/components/timeline/timeline-page.tsx";
import { showInConsole } from "./testing.tsx";

/** What everything that shows a list says while it waits, when there is nothing, and when nothing came. */

const LISTS: { name: string; list: React.FunctionComponent; empty: RegExp }[] = [
  { name: "the comparisons of a module", list: () => <JobsTab module="orders" />, empty: /^No comparison has run\./ },
  { name: "the ledger of a module", list: () => <LedgerTab module="orders" />, empty: /^No failed write is outstanding/ },
  {
    name: "the differences of a module",
    list: () => <MismatchesTab module="orders" summary={null} />,
    empty: /^No comparisons yet\./,
  },
  { name: "the latest changes", list: LatestChanges, empty: /^No switch has been changed here yet\.$/ },
  { name: "the next milestones", list: NextMilestones, empty: /^No milestone is ahead\./ },
  { name: "the risks", list: RisksPage, empty: /^No open risks\.$/ },
  { name: "the timeline", list: TimelinePage, empty: /^Nothing is planned yet\.$/ },
  { name: "the tokens", list: TokensPanel, empty: /^No tokens yet\./ },
  { name: "the freeze windows", list: WindowsPanel, empty: /^No freeze window is open or to come\./ },
];
const NOTHING = { items: [], nextCursor: null, open: 0 };
const GONE = { type: "urn:switchyard:problem:not-found", title: "Not found", status: 404 };

const busy = () => document.querySelectorAll("[aria-busy=true]").length;

describe.each(LISTS)("$name", ({ list: List, empty }) => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it("wait for the server in the room of their rows, and say nothing of what is not known", () => {
    showInConsole(<List />, { role: "viewer", answer: () => new Promise(() => undefined) });
    expect(busy()).toBeGreaterThan(0);
    expect([screen.queryByText(empty), screen.queryByRole("alert")]).toEqual([null, null]);
  });

  it("say that there is nothing", async () => {
    showInConsole(<List />, { role: "viewer", answer: () => Response.json(NOTHING) });
    await screen.findByText(empty);
    expect([busy(), screen.queryByRole("alert")]).toEqual([0, null]);
  });

  it("say what is wrong, and ask again when told to", async () => {
    let answers = false;
    const answer = () => (answers ? Response.json(NOTHING) : Response.json(GONE, { status: 404 }));
    showInConsole(<List />, { role: "viewer", answer });
    expect((await screen.findAllByRole("alert"))[0]?.textContent).toContain("This is no longer there.");
    expect([busy(), screen.queryByText(empty)]).toEqual([0, null]);
    answers = true;
    for (const button of screen.getAllByRole("button", { name: "Try again" })) fireEvent.click(button);
    // By then nothing was asked again by itself.
    await screen.findByText(empty, {}, { timeout: 4000 });
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });
});
