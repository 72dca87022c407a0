import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { DATAPLANE, serviceToken } from "./api.ts";

const COUNT = 400;

/** Requests of the present window, a quarter of them failed on the new path and none on the old. */
export async function reportFailing(module: string, project: string): Promise<void> {
  const token = await serviceToken("figures of a journey", project);
  const at = Math.floor(Date.now() / 10_000) * 10;
  const answers = { sum: 0, histogram: { scale: 0, zeroCount: COUNT, offset: 0, counts: [] } };
  const window = (path: "old" | "new", errors: number) => ({
    ...answers,
    module,
    kind: "http",
    operation: "GET /",
    path,
    at,
    count: COUNT,
    errors,
  });
  const response = await fetch(`${DATAPLANE}/api/v1/reports`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      service: "journey",
      instance: "journey-1",
      batch: randomUUID(),
      windows: [window("old", 0), window("new", COUNT / 4)],
    }),
  });
  expect(response.ok, await response.text()).toBe(true);
}
