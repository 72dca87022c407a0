"use client";

import dynamic from "next/dynamic";

/** What few readers see, loaded when one does. */
export const PlanStrip = dynamic(() => import("./plan-strip.tsx").then((module) => module.PlanStrip));
export const OverridePlan = dynamic(() => import("./override-sheet.tsx").then((module) => module.OverrideSheet));
export const ReopenSheet = dynamic(() => import("./reopen-sheet.tsx").then((module) => module.ReopenSheet));
export const RestoreSheet = dynamic(() => import("./restore-sheet.tsx").then((module) => module.RestoreSheet));
export const EditProposal = dynamic(() => import("./edit-proposal-sheet.tsx").then((module) => module.EditProposal));
export const Proposals = dynamic(() => import("./proposals.tsx").then((module) => module.Proposals));
