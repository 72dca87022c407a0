import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { previewQuery } from "@/lib/switches/queries/previews.ts";
import type { ChangeBody } from "@/lib/switches/schema/bodies.ts";

const AT_REST_MS = 200;

const NOTHING: ChangeBody = { expectedVersion: 1, target: "" };

/**
 * What the server says of a change before it is made, asked once the body has come to rest. `fresh` tells whether
 * the answer is about the body as it is now; until then the last answer stays. Null asks nothing.
 */
export function usePreview(key: string, body: ChangeBody | null) {
  const { place } = useConsole();
  const text = JSON.stringify(body ?? NOTHING);
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), AT_REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const asked = previewQuery(place, key, JSON.parse(rested) as ChangeBody);
  const { data, isPlaceholderData } = useQuery({ ...asked, enabled: body !== null, placeholderData: keepPreviousData });
  return { preview: data ?? null, fresh: data !== undefined && !isPlaceholderData && rested === text };
}
