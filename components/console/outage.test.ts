import { expect, it } from "vitest";
import { ApiError } from "@/lib/platform/api-client.ts";
import { OutageStore, SIGNED_OUT } from "./outage.ts";

const refused = (type: string, status = 503) => new ApiError({ type, title: "Refused", status });

it("is an outage when the API says that its database is away, until something works", () => {
  const outage = new OutageStore();
  outage.saw(refused("urn:switchyard:problem:unavailable"));
  expect(outage.snapshot()).toEqual(expect.any(Number));
  outage.set();
  expect(outage.snapshot()).toBeNull();
});

it("says that the session has ended until something works again", () => {
  const outage = new OutageStore();
  outage.set(SIGNED_OUT);
  expect(outage.snapshot()).toBe(SIGNED_OUT);
  outage.set();
  expect(outage.snapshot()).toBeNull();
});

it.each([
  ["others in the way", refused("urn:switchyard:problem:overloaded")],
  ["a gateway", refused("about:blank")],
  ["a server that was not reached", refused("urn:switchyard:problem:unreachable", 0)],
  ["a fault", new Error("no")],
])("is none because of %s", (_, error) => {
  const outage = new OutageStore();
  outage.saw(error);
  expect(outage.snapshot()).toBeNull();
});
