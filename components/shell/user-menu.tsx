"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { late } from "@/components/ui/late.tsx";
import { Menu } from "@/components/ui/menu.tsx";

// Loaded when first opened.
const UserPanel = late(() => import("./user-panel.tsx").then((module) => module.UserPanel));

/** Who I am here, how the console looks to me, and the way out. */
export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const t = useTranslations("shell");
  const { user } = useConsole();
  return (
    <Menu
      button={initials(user.name || user.email)}
      label={t("you", { name: user.name || user.email })}
      buttonClass="tool account"
    >
      {(close) => (
        <UserPanel
          onKeys={() => {
            close();
            onKeys();
          }}
        />
      )}
    </Menu>
  );
}

/** "WC" for Wei Chen, "陈" for 陈伟. */
function initials(name: string): string {
  const words = name.trim().split(/[\s@._-]+/);
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? "");
  return (/^\p{ASCII}+$/u.test(letters.join("")) ? letters.join("") : (letters[0] ?? "")).toUpperCase();
}
