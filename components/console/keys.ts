/** Which act a key press means, if any. Pure, so that every rule of WCAG 2.1.4 can be tested. */

export type KeyPress = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  repeat: boolean;
  /** The reader is writing text. */
  typing: boolean;
  /** A dialog is open; only the keys printed on its own buttons act there. */
  dialog: boolean;
};

export type KeyState = {
  /** A first key such as `g` that waits for its second. */
  pending: string;
  /** Letters may act at all. */
  letters: boolean;
};

export type Reading = { combination: string | null; pending: string };

const NOTHING: Reading = { combination: null, pending: "" };
const PREFIX = "g";

/**
 * Names the combination pressed: "mod+k", "?", "g b", "r". `mod` is Ctrl or ⌘. Alt+Shift+R stands for `r`,
 * also when letters are off.
 */
export function readKey(press: KeyPress, state: KeyState): Reading {
  if (press.repeat) return { combination: null, pending: state.pending };
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  if ((press.ctrlKey || press.metaKey) && key === "k" && !press.altKey && !press.shiftKey && !press.dialog) {
    return { combination: "mod+k", pending: "" };
  }
  if (press.ctrlKey || press.metaKey || press.dialog || press.typing) return NOTHING;
  if (press.altKey) return press.shiftKey && key === "r" ? { combination: "r", pending: "" } : NOTHING;
  if (key === "Shift") return { combination: null, pending: state.pending };
  if (!state.letters) return NOTHING;
  if (state.pending) return { combination: `${state.pending} ${key}`, pending: "" };
  if (key === PREFIX) return { combination: null, pending: key };
  return { combination: key, pending: "" };
}

const NOT_TEXT = /^(button|checkbox|color|file|image|radio|range|reset|submit)$/;

/** True when the element takes what is typed. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !NOT_TEXT.test(target.type);
}
