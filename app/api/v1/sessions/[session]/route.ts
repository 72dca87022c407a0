import { endpoint } from "@/app/api/v1/_http/endpoint.ts";
import { endSession } from "@/lib/sessions/commands.ts";

export const DELETE = endpoint(
  { summary: "End one of your sessions; its streams end too", answer: { status: 204 } },
  (context, { params }) => endSession(context, context.identity, params.session ?? ""),
);
