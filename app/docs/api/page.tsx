import { getTranslations } from "next-intl/server";
import { CallList } from "@/components/docs/call-list.tsx";
import { DocsFrame } from "@/components/docs/frame.tsx";
import { placeAsked } from "@/components/docs/place.ts";
import { groupsOf } from "@/lib/core/openapi/document.ts";
import { loadExamplePlace } from "@/lib/projects/loaders.ts";
import { apiDocument } from "./document.ts";

type Props = { searchParams: Promise<Record<string, string | string[]>> };

export async function generateMetadata() {
  return { title: (await getTranslations("docs"))("api") };
}

export default async function Page({ searchParams }: Props) {
  const t = await getTranslations("docs");
  const asked = await searchParams;
  const place = await loadExamplePlace(placeAsked(asked));
  const words = typeof asked.q === "string" ? asked.q.slice(0, 200) : "";
  return (
    <DocsFrame place={place}>
      <h1 className="lede">{t("api")}</h1>
      <p className="sub">
        {t("apiMeans")} <a href="/api/v1/openapi.json">{t("download")}</a>
      </p>
      <CallList groups={groupsOf(apiDocument(), words)} words={words} place={place} />
    </DocsFrame>
  );
}
