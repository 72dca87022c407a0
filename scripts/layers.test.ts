import { describe, expect, it } from "vitest";
import { judge, judgePackage } from "./layers.ts";
import { problemsIn } from "./structure.ts";

const allowed = [
  ["app/(console)/p/[project]/board/page.tsx", "lib/switches/loaders.ts"],
  ["app/api/v1/projects/route.ts", "lib/projects/commands.ts"],
  ["app/oncall/page.tsx", "lib/oncall/loaders.ts"],
  ["components/board/board.tsx", "components/ui/rail.tsx"],
  ["components/board/board.tsx", "lib/switches/schema/switch.ts"],
  ["lib/modules/commands.ts", "lib/switches/commands/create.ts"],
  ["lib/switches/facts/instances.ts", "lib/instances/reads/counted.ts"],
  ["lib/switches/commands/store.ts", "lib/plans/commands/record.ts"],
  ["dataplane/ofrep.ts", "lib/core/evaluation/evaluate.ts"],
  ["worker/plans.ts", "lib/plans/commands/advance.ts"],
  ["sdk/kernel/client.ts", "lib/core/evaluation/evaluate.ts"],
  ["examples/orders/new/service.ts", "sdk/index.ts"],
];

const refused = [
  ["lib/core/stages/transition.ts", "lib/platform/db.ts"],
  ["lib/platform/session.ts", "lib/members/reads.ts"],
  ["lib/modules/schema.ts", "lib/platform/db.ts"],
  ["lib/switches/schema/change.ts", "lib/switches/reads/rows.ts"],
  ["lib/modules/commands.ts", "lib/risks/commands.ts"],
  ["components/ui/rail.tsx", "lib/core/stages/positions.ts"],
  ["components/board/board.tsx", "lib/platform/db.ts"],
  ["components/board/board.tsx", "lib/switches/reads/rows.ts"],
  ["app/(console)/p/[project]/page.tsx", "lib/switches/commands/change.ts"],
  ["app/(console)/p/[project]/page.tsx", "lib/switches/reads/rows.ts"],
  ["dataplane/main.ts", "lib/platform/session.ts"],
  ["dataplane/main.ts", "lib/switches/commands/change.ts"],
  ["dataplane/main.ts", "components/ui/rail.tsx"],
  ["worker/main.ts", "app/api/v1/_http/endpoint.ts"],
  ["sdk/kernel/client.ts", "lib/platform/log.ts"],
  ["examples/orders/run.ts", "lib/core/evaluation/evaluate.ts"],
  ["nowhere/file.ts", "lib/core/stages/state.ts"],
  ["app/oncall/page.tsx", "app/api/v1/_http/endpoint.ts"],
  ["app/oncall/page.tsx", "lib/switches/commands/rollback.ts"],
];

describe("the table of imports", () => {
  it.each(allowed)("%s may import %s", (from, to) => expect(judge(from as string, to as string)).toBeNull());
  it.each(refused)("%s may not import %s", (from, to) => expect(judge(from as string, to as string)).toContain(from));

  it("keeps packages out of the pure layers and frameworks out of the dataplane", () => {
    expect(judgePackage("lib/core/stages/state.ts", "node:fs")).toContain("node:fs");
    expect(judgePackage("sdk/kernel/client.ts", "pg")).toContain("pg");
    expect(judgePackage("sdk/state/file-state.ts", "node:fs")).toBeNull();
    expect(judgePackage("sdk/openfeature.ts", "@openfeature/server-sdk")).toBeNull();
    expect(judgePackage("sdk/openfeature.ts", "@openfeature/core")).toContain("@openfeature/core");
    expect(judgePackage("sdk/kernel/client.ts", "@openfeature/server-sdk")).toContain("@openfeature/server-sdk");
    expect(judgePackage("dataplane/main.ts", "next/server")).toContain("next/server");
    expect(judgePackage("components/board/board.tsx", "recharts")).toContain("recharts");
  });
});

describe("the whole of the files", () => {
  const files = (names: readonly string[]) => new Map(names.map((name) => [name, [] as string[]]));
  const numbered = (folder: string, count: number, end: string) =>
    Array.from({ length: count }, (_, index) => `${folder}/${index}${end}`);

  it("has no way back to a file, wherever it begins; two ways to one are none", () => {
    const fork = { "lib/a.ts": ["lib/b.ts", "lib/c.ts"], "lib/b.ts": ["lib/d.ts"], "lib/c.ts": ["lib/d.ts"], "lib/d.ts": [] };
    expect(problemsIn(new Map(Object.entries(fork)))).toEqual([]);
    const back = { ...fork, "lib/d.ts": ["lib/b.ts"] };
    expect(problemsIn(new Map(Object.entries(back)))).toEqual(["lib/b.ts → lib/d.ts → lib/b.ts: a circle of imports"]);
    expect(problemsIn(new Map([["lib/a.ts", ["lib/a.ts"]]]))).toHaveLength(1);
  });

  it("has nothing of a feature as a file and as a folder", () => {
    expect(problemsIn(files(["lib/jobs/reads.ts", "lib/plans/reads/list.ts"]))).toEqual([]);
    expect(problemsIn(files(["lib/jobs/reads.ts", "lib/jobs/reads/list.ts"]))[0]).toContain("lib/jobs/reads.ts:");
    expect(problemsIn(files(["lib/jobs/commands.ts", "lib/jobs/commands/begin.ts"]))[0]).toContain("lib/jobs/commands.ts:");
  });

  it("has no folder over forty files; tests are not counted", () => {
    const most = [...numbered("sdk/kernel", 40, ".ts"), ...numbered("sdk/kernel", 9, ".test.ts"), "sdk/index.ts"];
    expect(problemsIn(files(most))).toEqual([]);
    expect(problemsIn(files([...most, "sdk/kernel/one-more.ts"]))[0]).toContain("sdk/kernel: 41 files");
  });
});
