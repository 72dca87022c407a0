import { query } from "../../lab/query.ts";
import { startWorker } from "../product.ts";
import { beside, figureOf, type ScaleRow } from "../row.ts";

/** What a worker asks while nothing is due. */
export const rest: ScaleRow = {
  name: "worker-at-rest",
  about: "What a worker asks of Postgres while nothing is due.",
  run: async (ground) => {
    const { lab } = ground;
    const seconds = lab.quick ? 5 : 60;
    const measured = await beside(ground, async (build) => {
      const worker = startWorker(lab, build);
      await pause(2 * seconds);
      const before = await transactions(build.url);
      await pause(seconds);
      const asked = (await transactions(build.url)) - before;
      await worker.end();
      return asked / seconds;
    });
    return [
      figureOf(measured, (asked) => asked, {
        bench: "worker-at-rest",
        unit: "transactions a second",
        goal: "≤ 1",
        holds: (value) => value <= 1,
      }),
    ];
  },
};

async function transactions(url: string): Promise<number> {
  const [row] = await query<{ n: string }>(
    url,
    "SELECT xact_commit + xact_rollback AS n FROM pg_stat_database WHERE datname = current_database()",
  );
  return Number(row?.n);
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
