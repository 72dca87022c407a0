import { HydrationBoundary } from "@tanstack/react-query";
import { getTranslations } from "next-intl/server";
import { TimelinePage } from "@/components/timeline/timeline-page.tsx";
import { loadMilestones } from "@/lib/milestones/loaders.ts";
import { loadPhases } from "@/lib/phases/loaders.ts";
import { hydrated } from "@/lib/platform/page.ts";

type Props = { params: Promise<{ project: string }> };

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("page.timeline") };
}

export default async function Page({ params }: Props) {
  const { project } = await params;
  return (
    <HydrationBoundary state={hydrated(await Promise.all([loadPhases(project), loadMilestones(project)]))}>
      <TimelinePage />
    </HydrationBoundary>
  );
}
