import { describe, expect, it } from "vitest";
import { snippetsOf } from "./snippets.ts";

describe("snippets", () => {
  it("name the module's own switches and the dataplane they are read from", () => {
    const [sdk, migrator, curl] = snippetsOf("order-create", "http://switch.local:3001");
    expect(sdk?.text).toContain('switches.position("order-create.route"');
    expect(migrator?.text).toContain('const orderCreate = switches.migrator({\n  key: "order-create.data"');
    expect(curl?.text).toContain("http://switch.local:3001/ofrep/v1/evaluate/flags/order-create.route");
  });

  it("make a name a program can hold", () => {
    expect(snippetsOf("2-phase", "u")[1]?.text).toContain("const m2Phase =");
  });
});
