import { HydrationBoundary } from "@tanstack/react-query";
import { getTranslations } from "next-intl/server";
import { SettingsPage } from "@/components/settings/settings-page.tsx";
import { loadEnvironments } from "@/lib/environments/loaders.ts";
import { loadMembers } from "@/lib/members/loaders.ts";
import { hydrated } from "@/lib/platform/page.ts";
import { loadProject } from "@/lib/projects/loaders.ts";
import { loadTokens } from "@/lib/tokens/loaders.ts";
import { loadWindows } from "@/lib/windows/loaders.ts";

type Props = { params: Promise<{ project: string }> };

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("page.settings") };
}

export default async function Page({ params }: Props) {
  const { project } = await params;
  const loads = [loadTokens, loadMembers, loadWindows, loadEnvironments, loadProject];
  const entries = await Promise.all(loads.map((load) => load(project)));
  return (
    <HydrationBoundary state={hydrated(entries)}>
      <SettingsPage />
    </HydrationBoundary>
  );
}
