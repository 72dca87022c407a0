import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ProjectList } from "@/components/overview/project-list.tsx";
import { loadProjects } from "@/lib/projects/loaders.ts";

export async function generateMetadata() {
  return { title: (await getTranslations("overview"))("projects.title") };
}

/** The projects the reader may see; with only one, straight to it. */
export default async function ProjectsPage() {
  const projects = await loadProjects();
  const [only, ...others] = projects;
  if (only && others.length === 0) redirect(`/p/${only.key}`);
  return <ProjectList projects={projects} />;
}
