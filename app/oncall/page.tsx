import { getTranslations } from "next-intl/server";
import { OnCallPage } from "@/components/oncall/on-call-page.tsx";
import { loadOnCall } from "@/lib/oncall/loaders.ts";
import { orAway } from "./or-away.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("oncall"))("title") };
}

/** Everything the reader may see, worst first. */
export default function Page() {
  return orAway(async () => <OnCallPage {...(await loadOnCall())} now={Date.now()} />);
}
