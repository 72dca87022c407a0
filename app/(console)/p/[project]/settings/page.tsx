import { HydrationBoundary } from "@tanstack/react-query";
import { getTranslations } from "next-intl/server";
import { SettingsPage } from "@/components/settings/settings-page.tsx";
import { loadMembers } from "@/lib/members/loaders.ts";
import { hydrated } from "@/lib/platform/page.ts";
import { loadProject } from "@/lib/projects/loaders.ts";
import { loadTokens } from "@/lib/tokens/loaders.ts";

type Props = { params: Promise<{ project: string }> };

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("page.settings") };
}

export default async function Page({ params }: Props) {
  const { project } = await params;
  const entries = await Promise.all([loadTokens(project), loadMembers(project), loadProject(project)]);
  return (
    <HydrationBoundary state={hydrated(entries)}>
      <SettingsPage />
    </HydrationBoundary>
  );
}
