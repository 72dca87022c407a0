"use client";

import { useEffect, useRef, useState } from "react";
import { takesText } from "@/components/console/keys.ts";

const TONES = { forward: "btn big forward", back: "btn big back", none: "btn big primary", close: "btn big" };

type Props = {
  /** Where what it confirms leads; `close` confirms nothing. */
  tone: keyof typeof TONES;
  disabled?: boolean;
  onConfirm: () => void;
  children: React.ReactNode;
};

const ARMED_AFTER_MS = 300;

/**
 * The button that confirms a sheet. It arms and takes the focus 300 ms after the sheet opened, and ignores
 * repeated keys, so that neither a held key nor a double click can open and confirm in one go.
 */
export function ConfirmButton({ tone, disabled = false, onConfirm, children }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [armed, setArmed] = useState(false);

  useEffect(() => {
    const timer = setTimeout(() => {
      setArmed(true);
      // Out of a field it would take the next letters, and a space among them would press it.
      if (!button.current?.disabled && !takesText(document.activeElement)) button.current?.focus();
    }, ARMED_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);

  return (
    <button
      ref={button}
      type="button"
      data-arms
      className={TONES[tone]}
      disabled={disabled}
      aria-disabled={!armed || undefined}
      onKeyDown={(event) => event.repeat && event.preventDefault()}
      onClick={() => armed && onConfirm()}
    >
      {children}
    </button>
  );
}
