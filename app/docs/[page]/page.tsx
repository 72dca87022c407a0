import { notFound } from "next/navigation";
import { DocsFrame } from "@/components/docs/frame.tsx";
import { Markdown } from "@/components/docs/markdown.tsx";
import { type DocsPlace, placeAsked, withPlace } from "@/components/docs/place.ts";
import { loadDocument } from "@/lib/documents/loaders.ts";

type Props = { params: Promise<{ page: string }>; searchParams: Promise<Record<string, string | string[]>> };

export async function generateMetadata({ params }: Props) {
  return { title: (await loadDocument((await params).page))?.title };
}

export default async function Page({ params, searchParams }: Props) {
  const [{ page }, asked] = await Promise.all([params, searchParams]);
  const document = await loadDocument(page);
  if (!document) notFound();
  const place = placeAsked(asked);
  return (
    <DocsFrame place={place}>
      <h1 className="lede" lang="en">
        {document.title}
      </h1>
      <Markdown blocks={document.blocks} linkOf={(to) => linkOf(to, place)} />
    </DocsFrame>
  );
}

/** Documents lie beside each other here as there, and so does the API; other files of the repository are not served. */
function linkOf(to: string, place: DocsPlace): string | null {
  if (/^(https?:|#)/.test(to)) return to;
  if (to.startsWith("../app/api/v1/openapi.json")) return withPlace("/docs/api", place);
  const [, name, anchor = ""] = /^([\w-]+)\.md(#.*)?$/.exec(to) ?? [];
  return name === undefined ? null : withPlace(`/docs/${name}${anchor}`, place);
}
