import { useQuery } from "@tanstack/react-query";
import { useConsole } from "@/components/console/console-context.tsx";
import { membersQuery } from "@/lib/members/queries.ts";
import { teamsQuery } from "@/lib/teams/queries.ts";

/** Who may own something: the project's teams and people, by name. Whoever else does is written out. */
export function useOwners(): string[] {
  const { project } = useConsole();
  const teams = useQuery(teamsQuery(project.key)).data ?? [];
  const people = useQuery(membersQuery(project.key)).data ?? [];
  return [...new Set([...teams, ...people].map(({ name }) => name))];
}
