"use client";

import { PageError } from "@/components/shell/page-error.tsx";
import { PlainPage } from "@/components/shell/plain-page.tsx";

export default function ConsoleError(props: React.ComponentProps<typeof PageError>) {
  return (
    <PlainPage wide>
      <PageError {...props} />
    </PlainPage>
  );
}
