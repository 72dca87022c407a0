import { describe, expect, it } from "vitest";
import { changeLine, readLine, rollbackCurl, rollbackLine } from "./command-line.ts";

const PLACE = { project: "orders", environment: "production" };
const WHERE = "--project orders --environment production";

describe("a line for the terminal", () => {
  it("names the switch and where it is", () => {
    expect(readLine(PLACE, "orders.data")).toBe(`switchyard get orders.data ${WHERE}`);
  });

  it("makes the change of the version that is shown", () => {
    const body = {
      expectedVersion: 3,
      target: "live",
      share: 12_500,
      cutOver: "pause",
      pauseSeconds: 5,
      confirm: "orders",
    } as const;
    expect(changeLine(PLACE, "orders.data", body)).toBe(
      `switchyard set orders.data live --share 12.5% --pause 5 --confirm orders --expect-version 3 ${WHERE}`,
    );
  });

  it("keeps what was typed in one word", () => {
    const line = changeLine(PLACE, "orders.data", {
      expectedVersion: 3,
      target: "live",
      share: 100_000,
      reason: "Wei's shift $HOME",
    });
    expect(line).toBe(`switchyard set orders.data live --reason 'Wei'\\''s shift $HOME' --expect-version 3 ${WHERE}`);
    const dashed = changeLine(PLACE, "orders.data", { expectedVersion: 3, target: "live", reason: "--yes" });
    expect(dashed).toContain("--reason=--yes");
  });

  it("goes back with the command, or without it", () => {
    const back = { path: "/switches/orders.data/rollback", body: { to: "shadow" } };
    expect(rollbackLine(PLACE, back)).toBe(`switchyard rollback orders.data --to shadow ${WHERE}`);
    expect(rollbackLine(PLACE, { path: "/modules/orders/rollback", body: {} })).toBe(`switchyard rollback orders ${WHERE}`);
    expect(rollbackCurl("https://yard.local", PLACE, back)).toBe(
      'curl -X POST https://yard.local/api/v1/projects/orders/environments/production/switches/orders.data/rollback -H "Authorization: Bearer $SWITCHYARD_TOKEN" -H "Content-Type: application/json" -d \'{"to":"shadow"}\'',
    );
  });
});
