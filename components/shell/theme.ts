import { setCookie } from "@/components/console/preferences.ts";
import { THEME_COOKIE } from "@/messages/locale.ts";

export type Theme = "system" | "light" | "dark";

export function themeNow(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Applies at once and is kept for the next first paint. */
export function setTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  setCookie(THEME_COOKIE, theme === "system" ? "" : theme);
}

/** From what is seen now to the other of light and dark. */
export function otherTheme(): Theme {
  const chosen = themeNow();
  const dark = chosen === "system" ? window.matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  return dark ? "light" : "dark";
}
