import { expect, it } from "vitest";
import { readEnv } from "./env.ts";

it.each(["https://switchyard.example.com", "https://switchyard.example.com/", "https://switchyard.example.com:8443/api/auth"])(
  "takes %s for the console's address",
  (NEXTAUTH_URL) => {
    expect(readEnv({ NEXTAUTH_URL }).NEXTAUTH_URL).toBe(NEXTAUTH_URL);
  },
);

it("says that the console cannot live below a path", () => {
  expect(() => readEnv({ NEXTAUTH_URL: "https://tools.example.com/switchyard" })).toThrow(/^NEXTAUTH_URL: .*below a path$/);
});
