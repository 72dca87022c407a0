import { cleanup, renderHook } from "@testing-library/react";
import { SearchParamsContext } from "next/dist/shared/lib/hooks-client-context.shared-runtime.js";
import type { ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import { switchAt } from "@/components/switches/testing.ts";
import type { Axis } from "@/lib/core/stages/positions.ts";
import { usePropose } from "./use-propose.ts";

afterEach(() => {
  cleanup();
  window.history.replaceState(null, "", "/");
});

const pin = { name: "old apps", conditions: [{ attribute: "app", operator: "prefix" as const, value: "6.1" }] };
const wrapper = ({ children }: { children: ReactNode }) => (
  <SearchParamsContext value={new URLSearchParams()}>{children}</SearchParamsContext>
);

it.each([
  ["reviews the next move", 50_000, ["data"], ""],
  ["shows the rules where they alone keep it from settling", 100_000, [], "?tab=rules"],
])("proposing %s", (_, share, reviewed, search) => {
  const data = switchAt("data", "shadow", "live", share, { rules: [{ ...pin, result: "position" }] });
  const asked: Axis[] = [];
  const { result } = renderHook(() => usePropose({ data }, (axis) => asked.push(axis)), { wrapper });
  result.current("data");
  expect({ asked, search: window.location.search }).toEqual({ asked: reviewed, search });
});
