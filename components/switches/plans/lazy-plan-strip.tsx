"use client";

import { late } from "@/components/ui/late.tsx";

/** What is under way in several steps, loaded where something is. */
export const PlanStrip = late(() => import("./plan-strip.tsx").then((module) => module.PlanStrip));
