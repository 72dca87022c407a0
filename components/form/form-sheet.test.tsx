import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { afterEach, describe, expect, it } from "vitest";
import { ApiError } from "@/lib/platform/api-client.ts";
import { readMessages } from "@/messages/load.ts";
import type { FieldRow } from "./fields.tsx";
import { FormSheet } from "./form-sheet.tsx";
import { useDraft } from "./use-draft.ts";

const messages = await readMessages("en");

type Row = { version: number; name: string; goal: string };
const ROWS: FieldRow<"name" | "goal">[] = [
  { name: "name", label: "Name", kind: "text" },
  { name: "goal", label: "Goal", kind: "lines", rows: 2 },
];

type Save = (changed: Partial<Omit<Row, "version">>, version: number) => Promise<void>;

function PhaseSheet({ save, onClose }: { save: Save; onClose: () => void }) {
  const toDraft = ({ name, goal }: Row) => ({ name, goal });
  const state = useDraft({ stored: { version: 1, name: "Prepare", goal: "" }, toDraft, save, onSaved: onClose });
  return <FormSheet title="Prepare" state={state} rows={ROWS} submit="Save" ready={state.isChanged} onClose={onClose} />;
}

/** Opens a sheet over a phase whose server answers each write with the next of `answers`, an error or nothing. */
function open(...answers: (Error | null)[]) {
  const sent: unknown[] = [];
  let closed = 0;
  const save: Save = async (changed, version) => {
    sent.push({ ...changed, version });
    const answer = answers.shift();
    if (answer) throw answer;
  };
  render(
    <NextIntlClientProvider locale="en" messages={messages}>
      <QueryClientProvider client={new QueryClient()}>
        <PhaseSheet save={save} onClose={() => (closed += 1)} />
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
  return { sent, closedTimes: () => closed };
}

const name = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Name" });
const goal = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Goal" });
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const save = () => fireEvent.click(screen.getByRole("button", { name: "Save" }));
/** What the browser makes of Escape over an open dialog. */
const pressEscape = () => fireEvent(screen.getByRole("dialog"), new Event("cancel", { cancelable: true }));
const invalid = (path: string, message: string) =>
  new ApiError({ type: "invalid", title: "Not valid", status: 400, errors: [{ path, message }] });

describe("a form in a sheet", () => {
  afterEach(cleanup);

  it("takes what is typed from the first moment", () => {
    open();
    expect(document.activeElement).toBe(name());
  });

  it("closes at once while nothing was typed, and has nothing to save", () => {
    const { closedTimes } = open();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true);
    pressEscape();
    expect(closedTimes()).toBe(1);
  });

  it("asks before it drops what was typed", () => {
    const { closedTimes } = open();
    type(name(), "Ready");
    pressEscape();
    expect(closedTimes()).toBe(0);
    expect(screen.getByRole("alert").textContent).toContain("What you typed is not saved.");
    fireEvent.click(screen.getByRole("button", { name: "Go on writing" }));
    expect(screen.queryByRole("alert")).toBeNull();
    expect(name().value).toBe("Ready");
    pressEscape();
    fireEvent.click(screen.getByRole("button", { name: "Throw it away" }));
    expect(closedTimes()).toBe(1);
  });

  it("says what is wrong at its field, goes there, and keeps what was typed", async () => {
    const { sent, closedTimes } = open(invalid("goal", "Too long."), null);
    type(name(), "Ready");
    type(goal(), "Everything");
    save();
    await waitFor(() => expect(document.activeElement).toBe(goal()));
    expect(goal().getAttribute("aria-invalid")).toBe("true");
    expect(name().getAttribute("aria-invalid")).toBeNull();
    expect([name().value, goal().value]).toEqual(["Ready", "Everything"]);
    type(goal(), "Enough");
    save();
    await waitFor(() => expect(closedTimes()).toBe(1));
    expect(sent.at(-1)).toEqual({ name: "Ready", goal: "Enough", version: 1 });
  });

  it("keeps what was typed when nobody answers, and sends it again", async () => {
    const { sent, closedTimes } = open(new ApiError({ type: "x", title: "Away", status: 0 }), null);
    type(name(), "Ready");
    save();
    await screen.findByRole("alert");
    expect(name().value).toBe("Ready");
    save();
    await waitFor(() => expect(closedTimes()).toBe(1));
    expect(sent).toEqual([
      { name: "Ready", version: 1 },
      { name: "Ready", version: 1 },
    ]);
  });

  it("moves what was typed on top of somebody else's change", async () => {
    const current: Row = { version: 2, name: "Preparing", goal: "All" };
    const theirChange = { actor: { name: "Hana" } };
    const { sent } = open(new ApiError({ type: "conflict", title: "Changed", status: 409, current, theirChange }), null);
    type(name(), "Ready");
    save();
    expect((await screen.findByRole("alert")).textContent).toContain("Hana");
    expect([name().value, goal().value]).toEqual(["Ready", "All"]);
    fireEvent.click(screen.getByRole("button", { name: /take/i }));
    expect(name().value).toBe("Preparing");
    type(name(), "Ready at last");
    save();
    await waitFor(() => expect(sent.at(-1)).toEqual({ name: "Ready at last", version: 2 }));
  });
});
