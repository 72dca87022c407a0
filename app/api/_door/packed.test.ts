import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { proxiesOf } from "@/lib/platform/peers.ts";
import { guard } from "./door.ts";
import { packedIn } from "./packed.ts";

/** A built folder, packed, as the build leaves it. */
function built() {
  const folder = mkdtempSync(join(tmpdir(), "static-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["a.js", "a.js.br", "a.js.gz", "a.css", "a.css.br", "a.css.gz", "small.js", "a.woff2"])
    writeFileSync(join(folder, name), name);
  return folder;
}

it("finds nothing packed where nothing is built", () => {
  expect(packedIn(join(tmpdir(), "no-such-build"))).toEqual(new Set());
});

it.each([
  ["/_next/static/a.js", "gzip, deflate, br, zstd", "/_next/static/a.js.br", "br", "application/javascript; charset=UTF-8"],
  ["/_next/static/a.js?dpl=1", "BR;q=1.0", "/_next/static/a.js.br?dpl=1", "br", "application/javascript; charset=UTF-8"],
  ["/_next/static/a.css", "gzip, deflate", "/_next/static/a.css.gz", "gzip", "text/css; charset=UTF-8"],
  ["/_next/static/a.js", "br;q=0, gzip;q=0.5", "/_next/static/a.js.gz", "gzip", "application/javascript; charset=UTF-8"],
  ["/_next/static/a.js", "identity", "/_next/static/a.js", undefined, undefined],
  ["/_next/static/a.js", undefined, "/_next/static/a.js", undefined, undefined],
  ["/_next/static/small.js", "br", "/_next/static/small.js", undefined, undefined],
  ["/_next/static/a.woff2", "br", "/_next/static/a.woff2", undefined, undefined],
  ["/_next/static/none.js", "br", "/_next/static/none.js", undefined, undefined],
  ["/p/a.js", "br", "/p/a.js", undefined, undefined],
])("%s for a reader of %s reaches Next as %s", async (path, accepted, url, coding, type) => {
  const server = createServer((request, response) => response.end(request.url));
  guard(server, false, proxiesOf("none"), packedIn(built()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const headers = accepted === undefined ? {} : { "accept-encoding": accepted };
  const asked = request({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, path, headers, agent: false }).end();
  const [response] = await once(asked, "response");
  const text = String(await response.setEncoding("utf8").toArray());
  expect([text, response.headers["content-encoding"], response.headers["content-type"]]).toEqual([url, coding, type]);
  expect(response.headers.vary).toBe(coding && "Accept-Encoding");
});
