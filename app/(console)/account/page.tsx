import { getTranslations } from "next-intl/server";
import { Account } from "@/components/account/account.tsx";
import { loadAccount } from "@/lib/sessions/loaders.ts";

export async function generateMetadata() {
  return { title: (await getTranslations("account"))("title") };
}

export default async function AccountPage() {
  return <Account {...(await loadAccount())} />;
}
