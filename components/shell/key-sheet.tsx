"use client";

import { useTranslations } from "next-intl";
import { useConsole } from "@/components/console/console-context.tsx";
import { useLetterKeys } from "@/components/console/preferences.ts";
import { Keys } from "@/components/ui/key-hint.tsx";
import { Sheet } from "@/components/ui/sheet.tsx";
import { PAGES } from "./pages.ts";
import styles from "./shell.module.css";

const ACTS = [
  { keys: ["Ctrl", "K"], act: "palette" },
  { keys: ["/"], act: "filter" },
  { keys: ["j", "k"], act: "move" },
  { keys: ["Enter"], act: "open" },
  { keys: ["Esc"], act: "close" },
  { keys: ["[", "]"], act: "neighbours" },
  { keys: ["p"], act: "propose" },
  { keys: ["1", "6"], act: "stage" },
  { keys: ["r"], act: "rollback" },
  { keys: ["h"], act: "hold" },
  { keys: ["u"], act: "undo" },
  { keys: ["x"], act: "select" },
  { keys: ["y"], act: "copy" },
  { keys: ["n"], act: "add" },
  { keys: ["Ctrl", "Enter"], act: "apply" },
  { keys: ["?"], act: "keys" },
] as const;

/** Every key, in one list. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const { place } = useConsole();
  const [letters] = useLetterKeys();
  return (
    <Sheet title={t("keys")} onClose={onClose}>
      <p className="dim">{t(letters ? "keysNote" : "keysOff")}</p>
      <table className={styles.keys} style={{ marginTop: 12 }}>
        <tbody>
          {ACTS.map(({ keys, act }) => (
            <tr key={act}>
              <td>
                <Keys of={keys} />
              </td>
              <td>{t(`keyActs.${act}`)}</td>
            </tr>
          ))}
          {PAGES.map(({ name, key }) => (
            <tr key={name}>
              <td>
                <Keys of={["g", key]} />
              </td>
              <td>{t(`page.${name}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p style={{ marginTop: 12 }}>
        <a href={`/docs?${new URLSearchParams(place)}`}>{t("page.docs")}</a>
      </p>
    </Sheet>
  );
}
