import { HydrationBoundary } from "@tanstack/react-query";
import { defaultStep, isRange, RANGES, type Range } from "@/components/charts/range.ts";
import { ModulePage } from "@/components/module/module-page.tsx";
import { dataplaneAddress, loadModule } from "@/lib/modules/loaders.ts";
import { hydrated } from "@/lib/platform/page.ts";
import { environmentAsked } from "@/lib/switches/loaders.ts";

type Props = {
  params: Promise<{ project: string; module: string }>;
  searchParams: Promise<{ environment?: string; range?: string }>;
};

export async function generateMetadata({ params }: Props) {
  return { title: (await params).module };
}

const spanOf = (range: Range) => ({ seconds: RANGES[range], step: defaultStep(range) });

export default async function Page({ params, searchParams }: Props) {
  const [{ project, module }, { environment, range }] = await Promise.all([params, searchParams]);
  const spans = isRange(range) ? { short: null, usual: spanOf(range) } : { short: spanOf("15m"), usual: spanOf("1h") };
  const [{ entries, young }, dataplane] = await Promise.all([
    environmentAsked(project, environment).then((key) => loadModule(project, key, module, spans)),
    dataplaneAddress(),
  ]);
  return (
    <HydrationBoundary state={hydrated(entries)}>
      <ModulePage module={module} dataplane={dataplane} initialRange={young ? "15m" : "1h"} />
    </HydrationBoundary>
  );
}
