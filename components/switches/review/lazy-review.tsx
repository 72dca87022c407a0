"use client";

import { late } from "@/components/ui/late.tsx";

/** The review, loaded when it is first needed; call `loadReview` as soon as that seems likely. */
export const Review = late(() => import("./review.tsx").then((module) => module.Review));

export function loadReview(): void {
  Review.load().catch(() => undefined);
}
