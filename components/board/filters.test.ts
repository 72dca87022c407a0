import { describe, expect, it } from "vitest";
import type { ModuleState } from "@/components/switches/use-module-health.ts";
import { filtersFrom, inOrder, matches, sortFrom } from "./filters.ts";

function state(key: string, domain: string, owner: string, health: ModuleState["health"]["state"]): ModuleState {
  const module = {
    key,
    name: key,
    domain,
    owner,
    oldSystem: "",
    newSystem: "",
    archivedAt: null,
    version: 1,
    createdAt: "2027-02-24T00:00:00Z",
  };
  return {
    module,
    switches: {},
    summary: null,
    health: { state: health, findings: [], says: { is: "at-rest", old: { errors: 0, p99: null } } },
  };
}

const PAYMENT = state("payment", "Money", "Priya Nair", "bad");
const ORDER = state("order-create", "Orders", "Wei Chen", "ok");
const none = { q: "", stage: "", owner: "", health: "" };

describe("the board's filters", () => {
  it("find text in key, name, owner and domain, whatever its case", () => {
    const by = (q: string) =>
      [PAYMENT, ORDER].filter((each) => matches(each, filtersFrom({ ...none, q }))).map(({ module }) => module.key);
    expect([by("PAY"), by("wei"), by("money"), by("zzz"), by(" ")]).toEqual([
      ["payment"],
      ["order-create"],
      ["payment"],
      [],
      ["payment", "order-create"],
    ]);
  });

  it("ignore what the URL makes up", () => {
    expect(filtersFrom({ ...none, stage: "sideways", health: "great" })).toEqual({
      text: "",
      stage: null,
      owner: "",
      health: null,
    });
  });

  it("narrow by health and owner together", () => {
    expect(matches(PAYMENT, filtersFrom({ ...none, health: "bad", owner: "Priya Nair" }))).toBe(true);
    expect(matches(PAYMENT, filtersFrom({ ...none, health: "bad", owner: "Wei Chen" }))).toBe(false);
  });

  it("leave domains in alphabetical order, and within one the worst first unless told otherwise", () => {
    const stock = state("a-stock", "Orders", "", "ok");
    const by = (sort: string) => inOrder([PAYMENT, ORDER, stock].reverse(), sortFrom(sort)).map(({ module }) => module.key);
    expect(by("")).toEqual(["payment", "a-stock", "order-create"]);
    expect(by("name")).toEqual(["payment", "a-stock", "order-create"]);
    expect(inOrder([ORDER, stock], "worst")).toEqual([ORDER, stock]);
    expect(inOrder([ORDER, stock], "name")).toEqual([stock, ORDER]);
    expect(by("sideways")).toEqual(by("worst"));
  });
});
