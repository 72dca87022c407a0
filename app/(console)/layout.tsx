import { NextIntlClientProvider } from "next-intl";

/** Messages for every component that runs in the browser. */
export default function ConsoleLayout({ children }: { children: React.ReactNode }) {
  return <NextIntlClientProvider>{children}</NextIntlClientProvider>;
}
