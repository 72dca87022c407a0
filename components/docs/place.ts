/** Whose keys stand in examples; empty where the reader came from no project. */
export type DocsPlace = { project: string; environment: string; module: string };

const NAMES = ["project", "environment", "module"] as const;

type Asked = Partial<Record<string, string | string[]>>;

export function placeAsked(asked: Asked): DocsPlace {
  const said = (name: string) => {
    const value = asked[name];
    return typeof value === "string" ? value : "";
  };
  return { project: said("project"), environment: said("environment"), module: said("module") };
}

/** An address within help that keeps the place. */
export function withPlace(path: string, place: DocsPlace): string {
  const query = new URLSearchParams();
  for (const name of NAMES) if (place[name] !== "") query.set(name, place[name]);
  const [address = "", anchor] = path.split("#");
  return `${address}${query.size > 0 ? `?${query}` : ""}${anchor === undefined ? "" : `#${anchor}`}`;
}
