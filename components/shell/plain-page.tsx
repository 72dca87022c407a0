import { Logo } from "@/components/ui/logo.tsx";

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
      <main className={`plain ${wide ? "broad" : ""}`}>{children}</main>
    </>
  );
}
