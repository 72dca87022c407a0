import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NewProject } from "@/components/start/new-project.tsx";
import { mayCreateProjects } from "@/lib/projects/loaders.ts";

export async function generateMetadata() {
  return { title: (await getTranslations("start"))("title") };
}

export default async function NewProjectPage() {
  if (!(await mayCreateProjects())) notFound();
  return <NewProject />;
}
