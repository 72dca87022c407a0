"use client";

import { useSearchParams } from "next/navigation";
import { createContext, useContext, useMemo } from "react";
import { type Act, type Role, roleAllows } from "@/lib/core/access/policy.ts";
import { consoleHref, ENVIRONMENT_PARAMETER, environmentShown } from "@/lib/platform/api-client.ts";

export type ConsoleEnvironment = { key: string; name: string; protected: boolean };

/** What the server knows of a console page whatever it shows. Environments in their order. */
export type ConsoleFacts = {
  project: { key: string; name: string; timeZone: string; demo: boolean };
  projects: readonly { key: string; name: string }[];
  environments: readonly ConsoleEnvironment[];
  role: Role;
  user: { id: string; name: string; email: string };
};

const NO_ENVIRONMENT: ConsoleEnvironment = { key: "", name: "", protected: false };

type Console = ConsoleFacts & {
  environment: ConsoleEnvironment;
  place: { project: string; environment: string };
  href: (path: string, inEnvironment?: string) => string;
  allows: (act: Act) => boolean;
};

const Shown = createContext<Console | null>(null);

/** Reads the address once for all who ask: most of what stands in it, as filters, is nothing to them. */
export function ConsoleProvider({ facts, children }: { facts: ConsoleFacts; children: React.ReactNode }) {
  const asked = useSearchParams().get(ENVIRONMENT_PARAMETER);
  const shown = useMemo(() => {
    const { project, environments, role } = facts;
    const environment = environmentShown(environments, asked) ?? NO_ENVIRONMENT;
    return {
      ...facts,
      environment,
      place: { project: project.key, environment: environment.key },
      href: (path: string, inEnvironment = environment.key) => consoleHref(project.key, path, environments, inEnvironment),
      allows: (act: Act) => roleAllows(role, act),
    };
  }, [facts, asked]);
  return <Shown value={shown}>{children}</Shown>;
}

/** Project, environment, reader and role of the page shown, and addresses that stay in that environment. */
export function useConsole(): Console {
  const shown = useContext(Shown);
  if (!shown) throw new Error("useConsole: used outside a console page");
  return shown;
}
