import { describe, expect, it } from "vitest";
import { changeLine, readLine } from "./command-line.ts";

const PLACE = { project: "orders", environment: "production" };

describe("a line for the terminal", () => {
  it("names the switch on this server and never a token", () => {
    expect(readLine("https://yard.local", PLACE, "orders.data")).toBe(
      'curl -H "Authorization: Bearer $SWITCHYARD_TOKEN" https://yard.local/api/v1/projects/orders/environments/production/switches/orders.data',
    );
  });

  it("keeps a quote inside its body from ending it", () => {
    const line = changeLine("https://yard.local", PLACE, "orders.data", {
      expectedVersion: 3,
      target: "live",
      reason: "Wei's shift",
    });
    expect(line).toContain(`"reason":"Wei'\\''s shift"}' https://`);
  });
});
