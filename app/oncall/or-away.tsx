import { Away } from "@/components/oncall/away.tsx";
import { Frame } from "@/components/oncall/frame.tsx";
import { DATABASE_AWAY } from "@/lib/platform/page.ts";

/** The page, or one that says the database is away; it needs no script to say so, and looks again by itself. */
export async function orAway(page: () => Promise<React.ReactElement>): Promise<React.ReactElement> {
  try {
    return await page();
  } catch (error) {
    if (!(error instanceof Error) || !("digest" in error) || error.digest !== DATABASE_AWAY) throw error;
    return (
      <Frame>
        <Away />
      </Frame>
    );
  }
}
