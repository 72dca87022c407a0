import { figure } from "../figure.ts";
import { type Contender, compare } from "../lab/compare.ts";
import { metricOf, startDataplane } from "../lab/processes.ts";
import { seed } from "../lab/seed.ts";
import type { Row } from "./row.ts";

const SWITCHES = 1000;
const BODY = JSON.stringify({ context: { targetingKey: "user-1", plan: "free" } });
const EVALUATIONS = "switchyard_evaluations_total";

export const bulkUnchanged: Row = {
  name: "bulk-unchanged",
  about:
    `OFREP, all of ${SWITCHES.toLocaleString("en")} switches for a client that has seen the present answer: 304s per second of the ` +
    "server's processor time. Against the whole answer, which evaluates them all.",
  run: async (lab) => {
    const { url, token } = await seed(await lab.database(), SWITCHES);
    const served = await startDataplane(lab, url, token);
    const path = "/ofrep/v1/evaluate/flags";
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const first = await fetch(served.url + path, { method: "POST", headers, body: BODY });
    await first.arrayBuffer();
    const tag = { ...headers, "if-none-match": first.headers.get("etag") ?? "" };

    const unchanged: Contender = { name: "304", served, path, headers: tag, bodies: [BODY], status: 304 };
    const before = await metricOf(served, EVALUATIONS);
    const [same] = await compare(lab, [unchanged]);
    const evaluated = (await metricOf(served, EVALUATIONS)) - before;
    const [whole] = await compare(lab, [{ ...unchanged, name: "200", headers, status: 200 }], 1);
    if (!same || !whole) throw new Error("a contender is missing");
    return [
      figure({
        bench: "bulk-unchanged",
        value: same.perCpuSecond,
        unit: "requests per CPU second",
        baseline: whole.perCpuSecond,
        goal: "304 without evaluating",
        holds: () => evaluated === 0,
        note: `${evaluated} switches were evaluated for all these answers`,
      }),
    ];
  },
};
