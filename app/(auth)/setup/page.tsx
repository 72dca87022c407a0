import { getTranslations } from "next-intl/server";
import { Setup } from "@/components/auth/setup.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("setup.title") };
}

export default function SetupPage() {
  return <Setup />;
}
