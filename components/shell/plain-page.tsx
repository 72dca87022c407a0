import { Logo } from "@/components/ui/icon.tsx";
import styles from "./plain-page.module.css";

/** A page outside any project: the mark, and one column. */
export function PlainPage({ children, wide = false }: { children: React.ReactNode; wide?: boolean }) {
  return (
    <>
      <header className="bar">
        <span className="brand">
          <Logo />
          Switchyard
        </span>
      </header>
      <main className={`${styles.plain} ${wide ? styles.wide : ""}`}>{children}</main>
    </>
  );
}
