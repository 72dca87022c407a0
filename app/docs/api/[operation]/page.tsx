import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { CallPage } from "@/components/docs/call-page.tsx";
import { DocsFrame } from "@/components/docs/frame.tsx";
import { placeAsked } from "@/components/docs/place.ts";
import { callsOf } from "@/lib/core/openapi/document.ts";
import { curlOf } from "@/lib/core/openapi/example.ts";
import { publicOriginOf } from "@/lib/platform/client.ts";
import { loadExamplePlace } from "@/lib/projects/loaders.ts";
import { apiDocument } from "../document.ts";

type Props = { params: Promise<{ operation: string }>; searchParams: Promise<Record<string, string | string[]>> };

const callNamed = (name: string) => callsOf(apiDocument()).find(({ operation }) => operation.operationId === name);

export async function generateMetadata({ params }: Props) {
  return { title: callNamed((await params).operation)?.operation.summary };
}

export default async function Page({ params, searchParams }: Props) {
  const [{ operation }, asked, head] = await Promise.all([params, searchParams, headers()]);
  const place = await loadExamplePlace(placeAsked(asked));
  const call = callNamed(operation);
  if (!call) notFound();
  const origin = publicOriginOf(head) ?? "";
  return (
    <DocsFrame place={place}>
      <CallPage document={apiDocument()} call={call} curl={curlOf(apiDocument(), call, origin, place)} />
    </DocsFrame>
  );
}
