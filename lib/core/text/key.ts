/** Keys: how things are named in addresses, in code and on the wire. */

export const KEY = /^[a-z0-9][a-z0-9-]*$/;
export const LONGEST_KEY = 60;

export function isKey(text: string): boolean {
  return text.length <= LONGEST_KEY && KEY.test(text);
}

/** The key that a name suggests; empty where its script has no such letters. */
export function keyFrom(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, LONGEST_KEY)
    .replace(/-+$/, "");
}
