import { migrate } from "../../scripts/migrate.ts";
import { type Scale, seedScale } from "./seed.ts";

/** Brings the database's tables up and fills them. */
export async function fillScale(url: string, scale: Scale, say: (text: string) => void): Promise<void> {
  await migrate(url);
  await seedScale(url, scale, say);
}
