import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type SnippetId, snippetsOf } from "./snippets.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const of = (id: SnippetId, module = "order-create") =>
  snippetsOf(module, "http://switch.local:3001").find((each) => each.id === id) ?? { text: "", install: "" };

describe("snippets", () => {
  it("name the module's own switches and the dataplane they are read from", () => {
    expect(of("sdk").text).toContain('switches.position("order-create.route"');
    expect(of("migrator").text).toContain('const orderCreate = switches.migrator({\n  key: "order-create.data"');
    expect(of("curl").text).toContain("http://switch.local:3001/ofrep/v1/evaluate/flags/order-create.route");
    for (const id of ["node", "web", "python", "go", "java"] as const) {
      expect(of(id).text).toContain('"order-create.route", "old"');
      expect(of(id).text).toContain('"http://switch.local:3001"');
    }
    for (const id of ["otlp", "otelNode", "otelPython", "otelGo", "otelJava"] as const) {
      expect(of(id).text).toContain("http://switch.local:3001/v1/metrics");
      // Without a path no point counts.
      expect(of(id).text).toContain("switchyard.module=order-create,switchyard.path=old");
    }
  });

  it("make a name a program can hold", () => {
    expect(of("migrator", "2-phase").text).toContain("const m2Phase =");
  });

  it("have no two of a name, and no address that is not the dataplane's", () => {
    const all = snippetsOf("orders", "http://switch.local:3001");
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { text } of all) expect(text.replaceAll("http://switch.local:3001", "")).not.toMatch(/https?:\/\/(?!host)/);
  });

  it.each([
    ["node", "node/package.json", /"(@openfeature\/[\w-]+)": "([\d.]+)"/g, "@"],
    ["web", "web/package.json", /"(@openfeature\/[\w-]+)": "([\d.]+)"/g, "@"],
    ["python", "python/requirements.txt", /^(\S+)==(\S+)$/gm, "=="],
    ["go", "go/go.mod", /^\t(github\.com\/open-feature\/\S+) v(\S+)$/gm, "@v"],
    ["java", "java/pom.xml", /<artifactId>(sdk|ofrep)<\/artifactId>\s*<version>(\S+)<\/version>/g, "</artifactId>\n  <version>"],
  ] as const)("install for %s what the examples are run with", (id, manifest, dependency, between) => {
    const named = [...read(`examples/openfeature/${manifest}`).matchAll(dependency)];
    expect(named).toHaveLength(2);
    for (const [, name, version] of named) expect(of(id).install).toContain(`${name}${between}${version}`);
  });

  it("install the SDK that is packed here", () => {
    const { name, version } = JSON.parse(read("sdk/package.json")) as { name: string; version: string };
    expect(of("sdk").install).toContain(`npm install <path>/${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
    expect(JSON.parse(read("package.json")).scripts).toHaveProperty("pack:sdk");
  });
});
