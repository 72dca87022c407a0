import { NextIntlClientProvider } from "next-intl";
import { Missing } from "@/components/shell/missing.tsx";
import { PlainPage } from "@/components/shell/plain-page.tsx";

export default function NotFound() {
  return (
    <NextIntlClientProvider>
      <PlainPage>
        <Missing />
      </PlainPage>
    </NextIntlClientProvider>
  );
}
