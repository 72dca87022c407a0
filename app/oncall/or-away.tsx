import { Away } from "@/components/oncall/away.tsx";
import { Frame } from "@/components/oncall/frame.tsx";
import { DATABASE_AWAY, DATABASE_BUSY } from "@/lib/platform/page.ts";

/** The page, or one that says the database is away or busy; it needs no script to say so, and looks again by itself. */
export async function orAway(page: () => Promise<React.ReactElement>): Promise<React.ReactElement> {
  try {
    return await page();
  } catch (error) {
    const digest = error instanceof Error && "digest" in error ? error.digest : null;
    if (digest !== DATABASE_AWAY && digest !== DATABASE_BUSY) throw error;
    return (
      <Frame>
        <Away busy={digest === DATABASE_BUSY} />
      </Frame>
    );
  }
}
