"use client";

import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useConsole } from "@/components/console/console-context.tsx";
import { useNarrowNavigation } from "@/components/console/preferences.ts";
import { useOutage } from "@/components/console/providers.tsx";
import { useKeys } from "@/components/console/use-keys.tsx";
import { late } from "@/components/ui/late.tsx";
import { Nav } from "./nav.tsx";
import { PAGES, showsStrip } from "./pages.ts";
import { ChangeStrip } from "./recent-changes.tsx";
import { RecoveryNotice } from "./recovery-notice.tsx";
import { TopBar } from "./top-bar.tsx";

// Loaded when first needed.
const Palette = late(() => import("./palette.tsx").then((module) => module.Palette));
const KeySheet = late(() => import("./key-sheet.tsx").then((module) => module.KeySheet));
const OutageNotice = late(() => import("./outage-notice.tsx").then((module) => module.OutageNotice));
const PhoneMenu = late(() => import("./phone-menu.tsx").then((module) => module.PhoneMenu));

/** The frame of every project page. */
export function Shell({ children }: { children: React.ReactNode }) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const router = useRouter();
  const { project, href } = useConsole();
  const [narrow] = useNarrowNavigation();
  const [open, setOpen] = useState<"palette" | "keys" | "menu" | null>(null);
  const close = () => setOpen(null);
  const outage = useOutage();

  useKeys({
    "mod+k": () => setOpen("palette"),
    "?": () => setOpen("keys"),
    ...Object.fromEntries(PAGES.map(({ path, key }) => [`g ${key}`, () => router.push(href(path))])),
  });

  return (
    <>
      <a className="skip" href="#main">
        {t("skip")}
      </a>
      <TopBar onMenu={() => setOpen("menu")} onPalette={() => setOpen("palette")} onKeys={() => setOpen("keys")} />
      {outage !== null && <OutageNotice since={outage || null} />}
      <RecoveryNotice />
      <div className={`shell ${narrow ? "narrow" : ""}`}>
        <Nav />
        <div>
          {showsStrip(pathname, project.key) && <ChangeStrip />}
          <main id="main" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      {open === "palette" && <Palette onClose={close} />}
      {open === "keys" && <KeySheet onClose={close} />}
      {open === "menu" && <PhoneMenu onClose={close} />}
    </>
  );
}
