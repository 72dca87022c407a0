import { NextIntlClientProvider } from "next-intl";
import { PlainPage } from "@/components/shell/plain-page.tsx";

export default function AuthLayout({ children }: { children: React.ReactNode }) {
  return (
    <NextIntlClientProvider>
      <PlainPage>{children}</PlainPage>
    </NextIntlClientProvider>
  );
}
