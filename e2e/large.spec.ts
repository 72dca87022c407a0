import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { Lab } from "../bench/lab/lab.ts";
import { freshProject } from "../bench/scale/fresh.ts";
import { prepared } from "../bench/scale/ground.ts";
import { type Console, startConsole, startWorker } from "../bench/scale/product.ts";
import { json, request } from "../bench/scale/request.ts";
import { BAD, findBad, makeBad, rollBackBad, rollBackProject, WITHIN } from "../bench/scale/walking.ts";
import { homeFolder } from "./support/product.ts";
import { expect, test } from "./support/test.ts";

/** A large installation beside the demo, as `npm run bench scale` fills it, so that nothing else is bad there. */

const SIZES = { modules: 100, instances: 200 };
const ON_CALL_BYTES = 15_000;

let lab: Lab;
let console: Console;
let project: string;

test.beforeAll(async () => {
  const home = homeFolder("large");
  lab = new Lab(home, true);
  const build = await prepared(lab, "now", resolve("."));
  project = await freshProject(build, SIZES);
  console = await startConsole(lab, build);
  startWorker(lab, build);
  // At last: what is measured must not be old by the time it is looked at.
  await makeBad(build, project);
});
test.afterAll(async () => {
  await lab.close();
  rmSync(lab.home, { recursive: true, force: true });
});

type Row = {
  key: string;
  module: string;
  position: string;
  next: string | null;
  held: boolean;
  change: { act: string; by: string } | null;
};
const standings = async () =>
  (await json<{ items: Row[] }>(console, `/api/v1/projects/${project}/environments/production/standings`)).items;
const isAhead = ({ position, next }: Row) => next !== null || !["old", "off"].includes(position);

test("on call: the bad module is found among all, taken back, and then the project", async ({ open }) => {
  const page = await open({ baseURL: console.url });
  await page.context().addCookies([{ ...console.cookie, url: console.url }]);

  const foundMs = await findBad(page);
  await expect(page.getByRole("article")).toHaveCount(1);
  // All others have moved as well; fifteen of them have a line each.
  await expect(page.getByText("84 more modules are not shown.")).toBeVisible();
  expect((await request(console, "/oncall")).wireBytes).toBeLessThan(ON_CALL_BYTES);

  const moduleMs = await rollBackBad(page);
  const back = { key: `${BAD}.data`, position: "dualwrite", next: null, change: { act: "rollback", by: "on call" } };
  expect((await standings()).filter(({ held }) => held)).toMatchObject([back]);

  const { heldMs, firstStepsS } = await rollBackProject(page, project);
  const { items } = await json<{ items: object[] }>(console, `/api/v1/projects/${project}/rollbacks`);
  expect(items).toMatchObject([{ state: "done", modules: { of: SIZES.modules, pending: 0, begun: SIZES.modules, unmoved: 0 } }]);
  expect((await standings()).filter((row) => isAhead(row) && !row.held)).toEqual([]);
  // By now every module has changed.
  expect((await request(console, "/oncall")).wireBytes).toBeLessThan(ON_CALL_BYTES);

  // The others are a matter of what else the machine does; the bench holds them to their goals.
  expect(firstStepsS).toBeLessThan(WITHIN.firstStepsS);
  const description = JSON.stringify({ foundMs, moduleMs, heldMs, firstStepsS });
  test.info().annotations.push({ type: "times", description });
});
