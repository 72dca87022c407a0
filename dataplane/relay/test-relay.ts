import type { DataplaneOptions } from "../dataplane.ts";
import { type TestDataplane, testDataplane } from "../test-dataplane.ts";
import { type TestProxy, testProxy } from "../test-proxy.ts";

/** A relay whose way up can be cut, asked with the token of a service. */
export type TestRelay = TestDataplane & { way: TestProxy };

/** `upstream` is a URL, `relayTokens` are those the relay follows it with, `token` is the one its callers use. */
export async function testRelay(
  upstream: string,
  relayTokens: string[],
  token: string,
  options: Partial<DataplaneOptions> = {},
): Promise<TestRelay> {
  const way = await testProxy(upstream);
  const relay = await testDataplane({ upstream: { url: way.url, tokens: relayTokens } }, token, options);
  return {
    ...relay,
    way,
    close: async () => {
      await relay.close();
      await way.close();
    },
  };
}
