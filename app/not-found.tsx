import { Missing } from "@/components/shell/missing.tsx";
import { PlainPage } from "@/components/shell/plain-page.tsx";

/** It comes along with every page, so it is said on the server: words for the browser would weigh more than the page. */
export default function NotFound() {
  return (
    <PlainPage>
      <Missing />
    </PlainPage>
  );
}
