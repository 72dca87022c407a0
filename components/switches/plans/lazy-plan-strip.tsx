"use client";

import dynamic from "next/dynamic";

/** What is under way in several steps, loaded where something is. */
export const PlanStrip = dynamic(() => import("./plan-strip.tsx").then((module) => module.PlanStrip));
