import { parseSwitchKey } from "../../lib/core/stages/positions.ts";
import type { Kind, Path } from "../../lib/measurements/schema.ts";
import { type Attributes, textOf } from "./attributes.ts";

export type Attribution = { module: string; path: Path; kind: Kind; operation: string; error: boolean };

const MOST_LABEL = 200;

/** Of requests served: what the conventions call it now, and what they called it before. */
export const REQUEST_DURATION = "http.server.request.duration";
export const FORMER_DURATION = "http.server.duration";

/** Python's instrumentations, which put the route's template where others have the path, and only where there is one. */
const TEMPLATE_IN_TARGET = "opentelemetry.instrumentation.";

/**
 * Which module, path and operation a point speaks of; null when it does not say. Requests served are taken with
 * the attributes of point or resource; any other duration only when the point itself names the path, because a
 * resource says it of everything its process measures.
 */
export function attribute(metric: string, scope: string, point: Attributes, resource: Attributes): Attribution | null {
  const served = metric === REQUEST_DURATION || metric === FORMER_DURATION;
  const owner = ownerOf(point, resource) ?? (served ? ownerOf(resource, resource) : null);
  if (!owner) return null;
  const method = textOf(point.get("http.request.method") ?? point.get("http.method"));
  const target = scope.startsWith(TEMPLATE_IN_TARGET) ? point.get("http.target") : undefined;
  const route = textOf(point.get("http.route") ?? target);
  const request = method ? [method, route].filter(Boolean).join(" ") : undefined;
  const kind = textOf(point.get("switchyard.kind"));
  return {
    ...owner,
    kind: kind === "read" || kind === "write" ? kind : "http",
    operation: printable(textOf(point.get("switchyard.operation")) ?? request ?? metric),
    error: failed(point),
  };
}

/** The module may be the whole process's while the path is each point's; what is said first counts. */
function ownerOf(first: Attributes, second: Attributes): { module: string; path: Path } | null {
  const path = pathOf(textOf(first.get("switchyard.path")));
  const module = textOf(first.get("switchyard.module") ?? second.get("switchyard.module"));
  if (path && module) return { module, path };
  const flag = parseSwitchKey(textOf(first.get("feature_flag.key")) ?? "");
  const variant = pathOf(textOf(first.get("feature_flag.result.variant")));
  return flag && variant ? { module: flag.module, path: variant } : null;
}

function pathOf(text: string | undefined): Path | null {
  return text === "old" || text === "new" ? text : null;
}

/** There is no error counter in the conventions: a point holds the failed ones when its attributes say so. */
function failed(point: Attributes): boolean {
  const status = Number(textOf(point.get("http.response.status_code") ?? point.get("http.status_code")));
  return status >= 500 || textOf(point.get("error.type")) !== undefined;
}

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ").slice(0, MOST_LABEL);
}
