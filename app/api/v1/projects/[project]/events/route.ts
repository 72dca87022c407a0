import { projectEndpoint } from "@/app/api/v1/_http/endpoint.ts";
import { onChange } from "@/lib/platform/changes.ts";

const HEARTBEAT_MS = 5000;

/** Server-sent events for the console: `changed` names the environment and revision when services are concerned. */
export const GET = projectEndpoint(
  { summary: "Stream of change hints for the console", answer: { status: 200, otherTypes: ["text/event-stream"] } },
  async (context, { request }) => {
    const encoder = new TextEncoder();
    const { id } = context.project;
    let stop = () => {};
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) < -MAX_WAITING) stop();
          else controller.enqueue(encoder.encode(text));
        };
        const unsubscribe = onChange((hint) => {
          if (!hint.project || hint.project === id) send(`event: changed\ndata: ${JSON.stringify(hint)}\n\n`);
        });
        const heartbeat = setInterval(() => send(`event: heartbeat\ndata: {}\n\n`), HEARTBEAT_MS);
        stop = () => {
          clearInterval(heartbeat);
          unsubscribe();
          if (!request.signal.aborted) controller.close();
          stop = () => {};
        };
        request.signal.addEventListener("abort", () => stop(), { once: true });
        send("retry: 2000\nevent: heartbeat\ndata: {}\n\n");
      },
      cancel: () => stop(),
    });
    return new Response(stream, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" },
    });
  },
);

/** Chunks a slow reader may leave unread before it is dropped; it reconnects and reads afresh. */
const MAX_WAITING = 256;
