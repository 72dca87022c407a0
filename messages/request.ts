import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { loadMessages } from "./load.ts";
import { isLocale, knownZone, LOCALE_COOKIE, negotiate, ZONE_COOKIE } from "./locale.ts";

/** What next-intl knows of a request: the language and zone its reader chose, or those the browser asks for. */
export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const chosen = jar.get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen) ? chosen : negotiate(head.get("accept-language"));
  return { locale, messages: await loadMessages(locale), timeZone: knownZone(jar.get(ZONE_COOKIE)?.value), now: new Date() };
});
