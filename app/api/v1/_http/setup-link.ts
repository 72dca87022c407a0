import type { NextRequest } from "next/server";
import type { z } from "zod";
import type { SetupLink } from "@/lib/members/commands/links.ts";
import type { setupLinkSchema } from "@/lib/members/schema.ts";
import { publicOriginOf } from "@/lib/platform/client.ts";

/** The secret follows the #, which browsers keep to themselves. */
export function setupLinkView({ token, expiresAt }: SetupLink, request: NextRequest): z.infer<typeof setupLinkSchema> {
  return { setupUrl: `${publicOriginOf(request.headers) ?? ""}/setup#${token}`, expiresAt: expiresAt.toISOString() };
}
