import { HydrationBoundary } from "@tanstack/react-query";
import { getTranslations } from "next-intl/server";
import { RisksPage } from "@/components/risks/risks-page.tsx";
import { hydrated } from "@/lib/platform/page.ts";
import { loadRisks } from "@/lib/risks/loaders.ts";

type Props = { params: Promise<{ project: string }> };

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("page.risks") };
}

export default async function Page({ params }: Props) {
  const { project } = await params;
  return (
    <HydrationBoundary state={hydrated([await loadRisks(project)])}>
      <RisksPage />
    </HydrationBoundary>
  );
}
