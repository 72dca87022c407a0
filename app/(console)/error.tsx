"use client";

import { PageError } from "@/components/shell/page-error.tsx";

/** Without a header of its own: every page of the console loads this, for the moment in which it cannot be drawn. */
export default function ConsoleError(props: React.ComponentProps<typeof PageError>) {
  return (
    <main className="plain broad">
      <PageError {...props} />
    </main>
  );
}
