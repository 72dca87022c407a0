import { createClient } from "../sdk/index.ts";
import { CONSOLE, DATAPLANE, measuredShare, move, nextWindow, serviceToken, switchState } from "./support/api.ts";
import { visit } from "./support/people.ts";
import { programPid, signalPostgres } from "./support/processes.ts";
import { newProject } from "./support/project.ts";
import { readSteadily } from "./support/reads.ts";
import { expect, type Page, test } from "./support/test.ts";

/** What stands still or dies takes nothing else with it, and comes back by itself. Runs after all other journeys. */

const STANDSTILL_MS = 15_000;

test.setTimeout(150_000);

test("while Postgres stands still no flag read fails, the console says so, and all recovers", async ({ as }) => {
  const token = await serviceToken("outage journey");
  const page = await as("lead", { complaints: [/50[0-9]/] });
  await visit(page, "/p/orders/board");
  const other = await as("viewer", { complaints: [/50[0-9]|react\.dev\/errors/] });
  const stopReading = readSteadily(token);

  const began = Date.now();
  signalPostgres("SIGSTOP");
  try {
    await expectDegraded(page, other);
    await expect.poll(() => Date.now() - began, { timeout: 2 * STANDSTILL_MS }).toBeGreaterThan(STANDSTILL_MS);
  } finally {
    signalPostgres("SIGCONT");
  }

  await expectRecovered(page, other);
  const { made, failures } = await stopReading();
  expect(failures).toEqual([]);
  expect(made).toBeGreaterThan(STANDSTILL_MS / 200);
});

async function expectDegraded(page: Page, other: Page): Promise<void> {
  await expect.poll(readiness, { timeout: 30_000 }).toMatchObject({ status: "degraded", parts: ["postgres"] });
  await expect(page.getByRole("alert").filter({ hasText: "Database unreachable since" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("main").getByRole("link", { name: "orders", exact: true })).toBeVisible();
  const refused = await fetch(`${CONSOLE}/api/v1/projects`, {
    headers: { authorization: `Bearer ${process.env.SWITCHYARD_BOOTSTRAP_TOKEN}` },
  });
  expect(refused.status).toBe(503);
  expect(refused.headers.get("content-type")).toContain("application/problem+json");
  await other.goto("/p/orders");
  await expect(other.getByRole("heading", { name: "The database cannot be reached." })).toBeVisible({ timeout: 30_000 });
}

async function expectRecovered(page: Page, other: Page): Promise<void> {
  await expect.poll(readiness, { timeout: 30_000 }).toEqual({ status: "ready", parts: [] });
  await expect(page.getByRole("alert").filter({ hasText: "Database unreachable" })).toBeHidden({ timeout: 30_000 });
  await expect(other.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible({ timeout: 30_000 });

  await move("payments.call", "new", 33_000);
  await expect(page.getByRole("img", { name: /^payments call: New 33\s%$/ })).toBeVisible();
  await expect
    .poll(async () => {
      const { applied, of } = (await switchState("payments.call")).propagation;
      return of > 5 && applied === of;
    })
    .toBe(true);
  await move("payments.call", "old", 100_000);
  const since = nextWindow();
  await expect
    .poll(async () => (await measuredShare("orders", since)).total, { timeout: 45_000, intervals: [1000] })
    .toBeGreaterThan(0);
}

async function readiness(): Promise<{ status: string; parts: string[] }> {
  const { status, degraded } = (await (await fetch(`${DATAPLANE}/readyz`)).json()) as {
    status: string;
    degraded: { part: string }[];
  };
  return { status, parts: degraded.map(({ part }) => part).filter((part) => part === "postgres") };
}

test("the dataplane dies: clients answer on, and hear of changes once it is back", async () => {
  const project = await newProject();
  await move("alpha.route", "new", 100_000, project);
  const client = createClient({
    url: DATAPLANE,
    token: await serviceToken("outage journey", project),
    service: "journey",
    pollEverySeconds: 1,
  });
  expect(await client.ready(10_000)).toBe(true);
  const answer = () => client.evaluate("alpha.route", { targetingKey: "1" }, "old").value;

  const before = programPid("dataplane");
  process.kill(before as number, "SIGKILL");
  await expect.poll(() => fetch(`${DATAPLANE}/healthz`).catch(() => "away")).toBe("away");
  expect(answer()).toBe("new");
  await expect
    .poll(
      async () => {
        expect(answer()).toBe("new");
        return (await fetch(`${DATAPLANE}/readyz`).catch(() => null))?.status;
      },
      { timeout: 30_000 },
    )
    .toBe(200);
  expect(programPid("dataplane")).not.toBe(before);

  await move("alpha.route", "old", 100_000, project);
  await expect.poll(answer, { timeout: 20_000 }).toBe("old");
  await client.close();
});

test("the console dies: flags are read on, and the page that was open goes on", async ({ as }) => {
  const page = await as("viewer", { complaints: [/ERR_|50[0-9]|404/] });
  const project = await newProject();
  await visit(page, `/p/${project}/board`);
  const stopReading = readSteadily(await serviceToken("outage journey"));
  process.kill(programPid("web") as number, "SIGKILL");
  await expect.poll(() => fetch(`${CONSOLE}/api/health`).catch(() => "away")).toBe("away");
  await expect.poll(async () => (await fetch(`${CONSOLE}/api/health`).catch(() => null))?.status, { timeout: 30_000 }).toBe(200);
  await move("alpha.call", "new", 50_000, project);
  await expect(page.getByRole("img", { name: /^alpha call: New 50\s%$/ })).toBeVisible({ timeout: 30_000 });
  expect((await stopReading()).failures).toEqual([]);
});
