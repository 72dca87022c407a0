import { HydrationBoundary } from "@tanstack/react-query";
import { headers } from "next/headers";
import { Announcer } from "@/components/console/announcer.tsx";
import { ConsoleProvider } from "@/components/console/console-context.tsx";
import { Providers } from "@/components/console/providers.tsx";
import { KeysProvider } from "@/components/console/use-keys.tsx";
import { Shell } from "@/components/shell/shell.tsx";
import { ActsProvider } from "@/components/switches/acts/acts.tsx";
import { ENVIRONMENT_PARAMETER, environmentShown } from "@/lib/platform/api-client.ts";
import { hydrated } from "@/lib/platform/page.ts";
import { ADDRESS_HEADER } from "@/lib/platform/session.ts";
import { loadConsole } from "@/lib/projects/loaders.ts";
import { loadFrame } from "@/lib/switches/loaders.ts";

type Props = { params: Promise<{ project: string }>; children: React.ReactNode };

/** The frame of a project: bar, navigation, keys, sheets and the live data they stand on. */
export default async function ProjectLayout({ params, children }: Props) {
  const [{ project }, address] = await Promise.all([params, headers().then((head) => head.get(ADDRESS_HEADER))]);
  const facts = await loadConsole(project);
  const asked = new URLSearchParams(address?.split("?")[1]).get(ENVIRONMENT_PARAMETER);
  const environment = environmentShown(facts.environments, asked);
  const entries = environment ? await loadFrame(project, environment.key) : [];
  return (
    <Providers project={project} now={Date.now()}>
      <HydrationBoundary state={hydrated(entries)}>
        <ConsoleProvider facts={facts}>
          <Announcer>
            <KeysProvider>
              <ActsProvider>
                <Shell>{children}</Shell>
              </ActsProvider>
            </KeysProvider>
          </Announcer>
        </ConsoleProvider>
      </HydrationBoundary>
    </Providers>
  );
}
