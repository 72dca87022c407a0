/** Line icons on a 16 × 16 grid, 1.5 stroke, in the colour of the text beside them. */
const PATHS = {
  overview: "M2 3.5h12M2 8h7M2 12.5h9",
  timeline: "M2 3.5h6M5 8h7M9 12.5h5",
  board: "M1.5 5H6l4 6h4.5M1.5 11h3M11.5 5h3",
  risks: "M2.5 2.5h11v11h-11ZM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11",
  audit: "M4 1.8h8v12.4l-2-1.3-2 1.3-2-1.3-2 1.3ZM6.3 5h3.4M6.3 8h3.4",
  settings:
    "M2 4.5h7.5M13 4.5h1M2 11.5h1M6.5 11.5H14M9.5 4.5a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0M3.1 11.5a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0",
  menu: "M2 4.5h12M2 8h12M2 11.5h12",
  back: "M14 11.5h-3.5l-5-7H2M4.5 2 2 4.5 4.5 7",
  hold: "M5.5 3v10M10.5 3v10",
  close: "m4 4 8 8M12 4l-8 8",
  fold: "M9.5 4 5.5 8l4 4M13 3v10",
  search: "M2.5 7a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0M10.4 10.4 14 14",
  docs: "M3 2.2h6.5L13 5.7v8.1H3ZM5.5 7.5h5M5.5 10.5h5",
  oncall: "M4.5 1.8h7v12.4h-7ZM7 11.8h2",
  down: "m4 6 4 4 4-4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
