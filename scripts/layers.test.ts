import { describe, expect, it } from "vitest";
import { judge, judgePackage } from "./layers.ts";

const allowed = [
  ["app/(console)/p/[project]/board/page.tsx", "lib/switches/loaders.ts"],
  ["app/api/v1/projects/route.ts", "lib/projects/commands.ts"],
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
