import { HydrationBoundary } from "@tanstack/react-query";
import { getTranslations } from "next-intl/server";
import { Overview } from "@/components/overview/overview.tsx";
import { loadFirstSteps } from "@/lib/first-steps/loaders.ts";
import { loadTraffic } from "@/lib/measurements/loaders.ts";
import { loadMilestones } from "@/lib/milestones/loaders.ts";
import { dataplaneAddress } from "@/lib/modules/loaders.ts";
import { hydrated } from "@/lib/platform/page.ts";
import { environmentAsked, loadModules } from "@/lib/switches/loaders.ts";

type Props = { params: Promise<{ project: string }>; searchParams: Promise<{ environment?: string }> };

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("page.overview") };
}

export default async function OverviewPage({ params, searchParams }: Props) {
  const [{ project }, { environment }] = await Promise.all([params, searchParams]);
  const shown = await environmentAsked(project, environment);
  const [switches, milestones, traffic, steps, dataplane] = await Promise.all([
    loadModules(project, shown),
    loadMilestones(project),
    loadTraffic(project, shown),
    loadFirstSteps(project),
    dataplaneAddress(),
  ]);
  return (
    <HydrationBoundary state={hydrated([...switches, milestones, traffic, steps])}>
      <Overview dataplane={dataplane} />
    </HydrationBoundary>
  );
}
