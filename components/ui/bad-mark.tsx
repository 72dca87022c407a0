/** The shape of what is bad, alone: pages that only tell of an error load no other. */
export function BadMark() {
  return (
    <svg className="mark bad" viewBox="0 0 12 12" aria-hidden="true">
      <path fillRule="evenodd" d="M3.6.2h4.8l3.4 3.4v4.8l-3.4 3.4H3.6L.2 8.4V3.6ZM5.2 2.7v4h1.6v-4Zm0 5.1v1.6h1.6V7.8Z" />
    </svg>
  );
}
