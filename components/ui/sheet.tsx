"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import { Icon } from "./icon.tsx";

const EDGES = { forward: "sheet forward", back: "sheet back" };

type Props = {
  title: string;
  /** Colours the edge: toward the new system, back, or neither. */
  tone?: keyof typeof EDGES | undefined;
  onClose: () => void;
  onKeyDown?: (event: React.KeyboardEvent) => void;
  children: React.ReactNode;
};

/** The one dialog form: a sheet at the right edge, on phones from below. Focus returns to where it was. */
export function Sheet({ title, tone, onClose, onKeyDown, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const t = useTranslations("ui");

  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    if (dialog.current) firstIn(dialog.current)?.focus();
    return () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className={tone ? EDGES[tone] : "sheet"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.target === dialog.current && outside(event, dialog.current) && onClose()}
    >
      <header>
        <h2 id={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" aria-label={t("cancel")} title={`${t("cancel")} (Esc)`} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

const FIELDS = ["input:not([type=radio]):not([type=checkbox])", "textarea", "select"]
  .map((field) => `${field}:not([disabled])`)
  .join();

/**
 * What is typed next is meant for the first field. A sheet that asks for nothing but its button gives the focus to
 * that one when it arms. Never Close, which would be the first button: a hasty Enter must not throw the sheet away.
 */
function firstIn(dialog: HTMLDialogElement): HTMLElement | null {
  const field = dialog.querySelector("button[data-arms]:not([disabled])") ? null : dialog.querySelector<HTMLElement>(FIELDS);
  return field ?? dialog.querySelector("h2");
}

/** A press on the backdrop is a press on the dialog element outside its own box. */
function outside(event: React.PointerEvent, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}
