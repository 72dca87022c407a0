import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { safeReturn } from "@/components/auth/return.ts";
import { SignIn } from "@/components/auth/sign-in.tsx";
import { readEnv } from "@/lib/platform/env.ts";
import { currentSession } from "@/lib/platform/session.ts";

type Props = { searchParams: Promise<{ to?: string; callbackUrl?: string; error?: string }> };

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("signIn") };
}

/** Why I am here, and the way back to where I was going. A session that a page has just refused is no way in. */
export default async function SignInPage({ searchParams }: Props) {
  const { to, callbackUrl, error } = await searchParams;
  const { OIDC_ISSUER, SWITCHYARD_DEMO } = readEnv();
  const back = safeReturn(to ?? callbackUrl);
  if (to === undefined && !error && (await currentSession())) redirect(back);
  return <SignIn back={back} refused={error ?? null} issuer={OIDC_ISSUER ?? null} demo={SWITCHYARD_DEMO === "on"} />;
}
