import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ProjectList } from "@/components/overview/project-list.tsx";
import { loadProjects, mayCreateProjects } from "@/lib/projects/loaders.ts";

export async function generateMetadata() {
  return { title: (await getTranslations("overview"))("projects.title") };
}

/** The projects the reader may see; with only one, straight to it, and with none whoever may makes the first. */
export default async function ProjectsPage() {
  const [projects, mayCreate] = await Promise.all([loadProjects(), mayCreateProjects()]);
  const [only, ...others] = projects;
  if (only && others.length === 0) redirect(`/p/${only.key}`);
  if (!only && mayCreate) redirect("/new");
  return <ProjectList projects={projects} mayCreate={mayCreate} />;
}
