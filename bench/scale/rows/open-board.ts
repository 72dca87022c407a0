import { query } from "../../lab/query.ts";
import { openBoard, openWindow } from "../browser.ts";
import type { Build } from "../build.ts";
import type { Ground } from "../ground.ts";
import { costOf, startConsole } from "../product.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";
import { LAGGING_EVERY, LARGE } from "../seed.ts";

const MINUTE_S = 60;
/** All have acknowledged somewhat before the minute is over. */
const LAST_ONE_AT_S = 50;

type Watched = { cpuS: number; requests: number; kilobytes: number };

/** What a board costs that somebody has open while a change comes to one instance after the other. */
export const openBoardRow: ScaleRow = {
  name: "open-board",
  about: "An open board while a change comes to all instances.",
  run: async (ground) => {
    const measured = await beside(ground, (build) => watch(ground, build));
    const { requests, kilobytes } = measured.now;
    return [
      figureOf(measured, ({ cpuS }) => cpuS, {
        bench: "open-board",
        unit: "s of the console's CPU a minute",
        goal: "≤ 1/50",
        part: 1 / 50,
        note: `${requests} requests a minute, ${kilobytes.toFixed(0)} kB on the wire`,
      }),
    ];
  },
};

async function watch({ lab }: Ground, build: Build): Promise<Watched> {
  const console = await startConsole(lab, build);
  const { page, close } = await openWindow(lab, console);
  await openBoard(page, LARGE);
  const seconds = lab.quick ? 6 : MINUTE_S;
  let requests = 0;
  const sizes: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    requests += 1;
    sizes.push(
      request.sizes().then(
        ({ responseBodySize }) => responseBodySize,
        () => 0,
      ),
    );
  });
  const cpuS = await costOf(console, () => propagate(build, seconds));
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await close();
  await console.end();
  await query(build.url, LAG_AGAIN, [LARGE, LAGGING_EVERY]);
  const aMinute = MINUTE_S / seconds;
  return { cpuS: cpuS * aMinute, requests: Math.round(requests * aMinute), kilobytes: (bytes * aMinute) / 1000 };
}

/** Stores a change, and has the instances acknowledge it evenly; settles when the time is over. */
async function propagate({ url }: Build, seconds: number): Promise<void> {
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  await query(url, CHANGE, [LARGE, "switchyard_changes"]);
  const last = (seconds * LAST_ONE_AT_S) / MINUTE_S;
  while (passed() < seconds) {
    await query(url, ACKNOWLEDGE, [LARGE, Math.min(1, passed() / last)]);
    await new Promise((again) => setTimeout(again, 500));
  }
}

const CHANGE = `
  WITH revision AS (UPDATE revision_counter SET value = value + 1 WHERE id = 1 RETURNING value),
  place AS (SELECT e.id, e.project_id FROM environments e JOIN projects p ON p.id = e.project_id WHERE p.key = $1 AND e.key = 'production'),
  moved AS (
    UPDATE switches SET share = share + 10, version = version + 1, revision = r.value, updated_at = now() FROM revision r, place
    WHERE environment_id = place.id AND key = 'module-0004.route'
    RETURNING switches.*),
  kept AS (
    INSERT INTO switch_changes (switch_id, version, revision, at, act, "position", next, share, rules, check_ratio, held, actor_kind, actor_id, actor_name)
    SELECT id, version, revision, updated_at, 'change', "position", next, share, rules, check_ratio, held, 'user', 'scale', 'a lead' FROM moved),
  told AS (UPDATE environments e SET revision = r.value FROM revision r, place WHERE e.id = place.id RETURNING e.id, e.project_id, e.revision)
  SELECT pg_notify($2, json_build_object('project', project_id, 'environment', id, 'revision', revision)::text) FROM told`;

/** That part of the instances follows, by their names. */
const ACKNOWLEDGE = `
  UPDATE instances i SET revision = e.revision, acknowledged_at = now(), lease_until = now() + interval '1 day'
  FROM environments e JOIN projects p ON p.id = e.project_id
  WHERE e.id = i.environment_id AND p.key = $1 AND e.key = 'production' AND i.revision < e.revision
    AND abs(hashtext(i.instance)::bigint) <= $2::float8 * 2147483648`;

const LAG_AGAIN = `
  UPDATE instances i SET revision = e.revision - 1, acknowledged_at = now() - interval '10 minutes'
  FROM environments e JOIN projects p ON p.id = e.project_id
  WHERE e.id = i.environment_id AND p.key = $1 AND e.key = 'production' AND substr(i.instance, 5)::int % $2::int = 0`;
