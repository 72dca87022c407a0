import { notFound } from "next/navigation";

/** Whatever is below a project and is no page: said within the frame, so that the way on is there. */
export default function Page() {
  notFound();
}
