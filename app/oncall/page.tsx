import { getTranslations } from "next-intl/server";
import { OnCallPage } from "@/components/oncall/on-call-page.tsx";
import { loadOnCall } from "@/lib/oncall/loaders.ts";
import { orAway } from "./or-away.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("oncall"))("title") };
}

/** Everything the reader may see, worst first. */
export default async function Page({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) {
  const { q } = await searchParams;
  return orAway(async () => <OnCallPage {...(await loadOnCall())} sought={typeof q === "string" ? q : ""} now={Date.now()} />);
}
