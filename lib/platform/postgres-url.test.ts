import { expect, it } from "vitest";
import { asLibpq, faultIn } from "./postgres-url.ts";

it.each([
  "postgres://db.internal/switchyard",
  "postgresql://u:p%40ss@db:5432/switchyard?sslmode=require",
  "postgres://u:a:b@db/switchyard",
  "postgres://db/switchyard?user=a@b&schema=public",
  "postgres://u@[::1]:5432/switchyard?options=-csearch_path%3Dpublic",
])("takes %s", (address) => {
  expect(faultIn(address)).toBeNull();
});

it.each(["p@ss", "p#ss", "p/ss", "p?ss", "100%", "p[ss", "p ss"])("names an unencoded password as such: %s", (password) => {
  const fault = faultIn(`postgres://switchyard:${password}@db.internal/switchyard`);
  expect(fault).toMatch(/percent-encoded/);
  expect(fault).not.toContain(password);
});

it("refuses a schema that would be ignored, and says where tables are", () => {
  expect(faultIn("postgres://db/switchyard?schema=app")).toMatch(/schema public/);
});

it("means an sslmode as libpq does, and leaves the rest alone", () => {
  expect(asLibpq("postgres://db/x")).toBe("postgres://db/x");
  expect(asLibpq("postgres://db/x?sslmode=require")).toBe("postgres://db/x?sslmode=require&uselibpqcompat=true");
});
