import { act, cleanup, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { showInConsole } from "@/components/console/testing.tsx";
import { type ModuleState, stateOf } from "@/components/switches/use-module-health.ts";
import { AXES, firstPosition } from "@/lib/core/stages/positions.ts";
import { wholeRow } from "@/lib/switches/queries/brief-rows.ts";
import { BoardTable } from "./board-table.tsx";
import { useSelection } from "./use-selection.ts";

const NOW = Date.parse("2027-02-24T02:00:00Z");
const MODULES = 30;

const NOTHING = { items: [], nextCursor: null, since: 0, changedAt: null, of: 0, acknowledged: [], waiting: [], services: [] };

/** Rows that were drawn since the count began: each reads who owns its module once. */
let drawn = 0;

const parts = Array.from({ length: MODULES }, (_, index) => {
  const key = `module-${index}`;
  const module = {
    ...{
      key,
      name: key,
      domain: "",
      oldSystem: "",
      newSystem: "",
      archivedAt: null,
      version: 1,
      createdAt: "2027-01-01T00:00:00Z",
    },
    get owner() {
      drawn += 1;
      return "";
    },
  };
  const rows = AXES.map((axis) => wholeRow({ key: `${key}.${axis}`, position: firstPosition(axis), revision: 1 }));
  return { module, switches: Object.fromEntries(rows.map((row) => [row.axis, row])) };
});
const statesAt = (now: number): ModuleState[] => parts.map(({ module, switches }) => stateOf(module, switches, null, now));

let show: (states: ModuleState[]) => void;
let select: (module: string) => void;
function Shown() {
  const [states, setStates] = useState(() => statesAt(NOW));
  const [opened, setOpened] = useState<Parameters<typeof BoardTable>[0]["opened"]>(null);
  const selection = useSelection();
  show = setStates;
  select = selection.toggle;
  return <BoardTable states={states} opened={opened} onOpen={setOpened} active={null} selection={selection} />;
}

afterEach(cleanup);

it("draws a row again when something of it is other than before, and no other", async () => {
  showInConsole(<Shown />, { role: "lead", answer: () => Response.json(NOTHING) });
  expect(screen.getAllByRole("row").length).toBeGreaterThan(MODULES);
  await act(async () => select("module-0"));

  drawn = 0;
  await act(async () => show(statesAt(NOW + 5000)));
  expect(drawn).toBe(0);
  await act(async () => show(statesAt(NOW).toReversed()));
  expect(drawn).toBe(0);
  const moved = statesAt(NOW).map((state, index) =>
    index === 3 && state.switches.route
      ? { ...state, switches: { ...state.switches, route: { ...state.switches.route, held: true } } }
      : state,
  );
  await act(async () => show(moved));
  expect(drawn).toBe(1);
  drawn = 0;
  await act(async () => select("module-7"));
  expect(drawn).toBe(1);
});
