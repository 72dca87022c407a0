import { HydrationBoundary } from "@tanstack/react-query";
import { getTranslations } from "next-intl/server";
import { AuditPage } from "@/components/audit/audit-page.tsx";
import { loadAudit } from "@/lib/audit/loaders.ts";
import { hydrated } from "@/lib/platform/page.ts";

type Props = {
  params: Promise<{ project: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata() {
  return { title: (await getTranslations("shell"))("page.audit") };
}

export default async function Page({ params, searchParams }: Props) {
  const [{ project }, asked] = await Promise.all([params, searchParams]);
  const single = Object.fromEntries(
    Object.entries(asked).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  return (
    <HydrationBoundary state={hydrated([await loadAudit(project, single)])}>
      <AuditPage />
    </HydrationBoundary>
  );
}
