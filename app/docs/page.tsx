import { getTranslations } from "next-intl/server";
import styles from "@/components/docs/docs.module.css";
import { DocsFrame } from "@/components/docs/frame.tsx";
import { placeAsked, withPlace } from "@/components/docs/place.ts";
import { loadDocuments } from "@/lib/documents/loaders.ts";

type Props = { searchParams: Promise<Record<string, string | string[]>> };

export async function generateMetadata() {
  return { title: (await getTranslations("docs"))("title") };
}

export default async function Page({ searchParams }: Props) {
  const t = await getTranslations("docs");
  const [asked, documents] = await Promise.all([searchParams, loadDocuments()]);
  const place = placeAsked(asked);
  return (
    <DocsFrame place={place}>
      <h1 className="lede">{t("title")}</h1>
      <p className="sub">{t("language")}</p>
      <ul className={styles.list} lang="en">
        {documents.map(({ name, title }) => (
          <li key={name}>
            <a href={withPlace(`/docs/${name}`, place)}>{title}</a>
          </li>
        ))}
      </ul>
    </DocsFrame>
  );
}
