const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for text Postgres takes as a uuid; other text names nothing that is stored. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
