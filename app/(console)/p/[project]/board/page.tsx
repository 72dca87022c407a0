import { HydrationBoundary } from "@tanstack/react-query";
import { getTranslations } from "next-intl/server";
import { Board } from "@/components/board/board.tsx";
import { hydrated } from "@/lib/platform/page.ts";
import { environmentAsked, loadModules } from "@/lib/switches/loaders.ts";

type Props = { params: Promise<{ project: string }>; searchParams: Promise<{ environment?: string }> };

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("page.board") };
}

export default async function BoardPage({ params, searchParams }: Props) {
  const [{ project }, { environment }] = await Promise.all([params, searchParams]);
  const switches = await loadModules(project, await environmentAsked(project, environment));
  return (
    <HydrationBoundary state={hydrated(switches)}>
      <Board />
    </HydrationBoundary>
  );
}
