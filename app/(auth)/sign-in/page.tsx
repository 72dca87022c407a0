import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { safeReturn } from "@/components/auth/return.ts";
import { SignIn } from "@/components/auth/sign-in.tsx";
import { isUnclaimed } from "@/lib/members/loaders.ts";
import { readEnv } from "@/lib/platform/env.ts";
import { currentSession } from "@/lib/platform/session.ts";

type Asked = "to" | "callbackUrl" | "error";
type Props = { searchParams: Promise<Partial<Record<Asked, string | string[]>>> };

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("signIn") };
}

/** Why I am here, and the way back to where I was going. A session that a page has just refused is no way in. */
export default async function SignInPage({ searchParams }: Props) {
  const asked = await searchParams;
  const one = (name: Asked) => (typeof asked[name] === "string" ? asked[name] : undefined);
  const [to, error] = [one("to"), one("error")];
  const { OIDC_ISSUER, SWITCHYARD_DEMO } = readEnv();
  const back = safeReturn(to ?? one("callbackUrl"));
  if (to === undefined && !error && (await currentSession())) redirect(back);
  const ways = { issuer: OIDC_ISSUER ?? null, demo: SWITCHYARD_DEMO === "on", unclaimed: await isUnclaimed() };
  return <SignIn back={back} refused={error ?? null} {...ways} />;
}
