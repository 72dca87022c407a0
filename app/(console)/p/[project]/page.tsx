import { HydrationBoundary } from "@tanstack/react-query";
import { getTranslations } from "next-intl/server";
import { Overview } from "@/components/overview/overview.tsx";
import { loadMilestones } from "@/lib/milestones/loaders.ts";
import { hydrated } from "@/lib/platform/page.ts";
import { environmentAsked, loadSwitches } from "@/lib/switches/loaders.ts";

type Props = { params: Promise<{ project: string }>; searchParams: Promise<{ environment?: string }> };

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("page.overview") };
}

export default async function OverviewPage({ params, searchParams }: Props) {
  const [{ project }, { environment }] = await Promise.all([params, searchParams]);
  const [switches, milestones] = await Promise.all([
    environmentAsked(project, environment).then((key) => loadSwitches(project, key)),
    loadMilestones(project),
  ]);
  return (
    <HydrationBoundary state={hydrated([...switches, milestones])}>
      <Overview />
    </HydrationBoundary>
  );
}
