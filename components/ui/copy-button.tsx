"use client";

import { useEffect, useState } from "react";

const SAID_MS = 2000;

/** Copies a text and says so. Where the browser keeps the clipboard closed, the text stays there to be selected. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <button type="button" className="btn" onClick={copy}>
      <span role="status">{copied ? done : label}</span>
    </button>
  );
}
