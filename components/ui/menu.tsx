"use client";

import { useEffect, useId, useRef, useState } from "react";

type Props = {
  /** What the button shows; `label` is its accessible name. */
  button: React.ReactNode;
  label: string;
  buttonClass: string;
  side?: "left" | "right";
  children: (close: () => void) => React.ReactNode;
};

/** A button that opens a short list below itself. Esc, a press elsewhere or leaving by Tab closes it. */
export function Menu({ button, label, buttonClass, side = "right", children }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    const outside = (target: EventTarget | null) => !(target instanceof Node && root.current?.contains(target));
    const onPointer = (event: PointerEvent) => outside(event.target) && setOpen(false);
    const onFocus = (event: FocusEvent) => outside(event.target) && setOpen(false);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      trigger.current?.focus();
    };
    document.addEventListener("pointerdown", onPointer);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("keydown", onKey, true);
    return () => {
      document.removeEventListener("pointerdown", onPointer);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("keydown", onKey, true);
    };
  }, [open]);

  return (
    <div className="menu-root" ref={root}>
      <button
        ref={trigger}
        type="button"
        className={buttonClass}
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div id={id} className={side === "left" ? "menu-pop left" : "menu-pop"}>
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}
