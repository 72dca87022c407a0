"use client";

import dynamic from "next/dynamic";

const load = () => import("./review.tsx");

/** The review, loaded when it is first needed; call `loadReview` as soon as that seems likely. */
export const Review = dynamic(() => load().then((module) => module.Review));

export function loadReview(): void {
  load().catch(() => undefined);
}
