/** The points: two faint rails, one bold stroke crossing from upper to lower. */
export function Logo() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true">
      <path d="M2 6h16M2 14h16" strokeWidth="1.2" opacity=".45" />
      <path d="M2 6h4l8 8h4" strokeWidth="2.4" />
    </svg>
  );
}
