import { randomUUID } from "node:crypto";
import { cookies, headers } from "next/headers";
import { notFound } from "next/navigation";
import { orAway } from "@/app/oncall/or-away.tsx";
import { ChoosePlace } from "@/components/oncall/choose-place.tsx";
import { Frame } from "@/components/oncall/frame.tsx";
import { copyOf, stateOf } from "@/components/oncall/modules.ts";
import { Outcome } from "@/components/oncall/outcome.tsx";
import { RollbackSheet } from "@/components/oncall/sheet.tsx";
import { rowOf } from "@/components/switches/module-details.ts";
import { byModule, type ModuleRows } from "@/components/switches/modules.ts";
import { roleAllows } from "@/lib/core/access/policy.ts";
import { meant } from "@/lib/core/health/attention.ts";
import { loadOnCallModule } from "@/lib/oncall/loaders.ts";
import { publicOriginOf } from "@/lib/platform/client.ts";
import { readTold, TOLD_COOKIE } from "@/lib/platform/told.ts";
import type { SwitchView } from "@/lib/switches/schema/switch.ts";

type Asked = "project" | "environment" | "switch" | "version" | "done" | "told" | "to" | "choose";
type Props = { params: Promise<{ module: string }>; searchParams: Promise<Partial<Record<Asked, string | string[]>>> };

export async function generateMetadata({ params }: Props) {
  return { title: (await params).module };
}

/** The sheet of one module; after its form was sent, what came of it. */
export default async function Page({ params, searchParams }: Props) {
  const [{ module }, asked] = await Promise.all([params, searchParams]);
  const one = (name: Asked) => (typeof asked[name] === "string" ? asked[name] : undefined);
  const named = { switch: one("switch") ?? "", version: one("version") ?? "" };
  return orAway(async () => {
    const found = await loadOnCallModule({
      module,
      project: one("project"),
      environment: one("environment"),
    });
    const now = Date.now();
    const states = found.map((one) => stateOf(one.place, one.module, rowsOf(one.switches), one.summary, now));
    const chosen =
      found.length > 1 && one("choose") === undefined ? meant(states.map((state, index) => ({ ...copyOf(state), index }))) : null;
    const index = chosen?.index ?? 0;
    const [only, state] = [found[index], states[index]];
    if (!only || !state) notFound();
    const { key } = only.module;
    const sheet = { place: only.place, module: key, switches: byModule(only.switches).get(key) ?? {} };
    const changes = Object.values(only.histories).flat();
    const done = one("done");
    const [jar, head] = await Promise.all([cookies(), headers()]);
    return (
      <Frame>
        {found.length > 1 && !chosen ? (
          <ChoosePlace states={states} query={named.switch ? named : {}} />
        ) : done === undefined ? (
          <RollbackSheet
            {...sheet}
            histories={only.histories}
            change={changes.find((change) => change.switch === named.switch && String(change.version) === named.version) ?? null}
            problem={readTold(jar.get(TOLD_COOKIE)?.value, one("told"))}
            formKey={randomUUID()}
            origin={publicOriginOf(head) ?? ""}
            mayRollBack={roleAllows(only.place.project.role, "switch.back")}
            straight={one("to") === "old"}
            elsewhere={found.length > 1}
          />
        ) : (
          <Outcome
            {...sheet}
            health={state.health}
            stored={changes.filter(({ revision, plan }) => plan === done || revision >= Number(done))}
          />
        )}
      </Frame>
    );
  });
}

function rowsOf(switches: readonly SwitchView[]): ModuleRows {
  return Object.fromEntries(switches.map((view) => [view.axis, rowOf(view)]));
}
