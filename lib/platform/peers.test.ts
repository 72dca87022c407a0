import { expect, it } from "vitest";
import { readEnv } from "./env.ts";
import { addressOf, proxiesOf } from "./peers.ts";

const LOCAL = proxiesOf("127.0.0.0/8, ::1, fd00::/8");

it.each([
  ["203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["127.0.0.1", undefined, "127.0.0.1"],
  ["127.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["::ffff:127.0.0.1", " 9.9.9.9 , 198.51.100.1:4711", "198.51.100.1"],
  ["::1", "9.9.9.9, 198.51.100.1, 127.0.0.2", "198.51.100.1"],
  ["::1", "127.0.0.3, 127.0.0.2", "127.0.0.3"],
  ["fd00::7", "[2001:db8:0:12:aa::1]:443", "2001:db8:0:12::/64"],
  ["2001:DB8::1", undefined, "2001:db8:0:0::/64"],
  ["127.0.0.1", "x".repeat(500), "x".repeat(100)],
  [undefined, "198.51.100.1", ""],
])("whom %s names with %s is %s", (peer, forwarded, address) => {
  expect(addressOf(peer, forwarded, LOCAL)).toBe(address);
});

it.each(["10.0.0.0/33", "proxy.internal", "10.0.0.0/8/8", "10.0.0.0/x", "::1/129"])("%s stops the start", (text) => {
  expect(() => readEnv({ TRUSTED_PROXIES: `127.0.0.1, ${text}` })).toThrow(/TRUSTED_PROXIES: expected addresses or networks/);
});
