"use client";

import { useTranslations } from "next-intl";
import { ROLES, type Role } from "@/lib/core/access/policy.ts";
import styles from "./auth.module.css";

const ADDRESSES: Record<Role, string> = {
  lead: "lead@demo.local",
  operator: "oncall@demo.local",
  viewer: "viewer@demo.local",
  admin: "admin@demo.local",
};
const PASSWORD = "switchyard";

type Props = { onPick: (account: { email: string; password: string }) => void };

/** The accounts of the demo, which listens on this machine alone. */
export function DemoAccounts({ onPick }: Props) {
  const t = useTranslations("auth");
  const words = useTranslations("words");
  return (
    <section className={`section ${styles.demo}`}>
      <header>
        <h2>{t("demo.title")}</h2>
        <span className="small end mono">{PASSWORD}</span>
      </header>
      <ul className="list">
        {[...ROLES].reverse().map((role) => (
          <li key={role}>
            <button type="button" className="link" onClick={() => onPick({ email: ADDRESSES[role], password: PASSWORD })}>
              {ADDRESSES[role]}
            </button>
            <span className="end small">{words(`role.${role}`)}</span>
            <span className="small">{t(`demo.${role}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
