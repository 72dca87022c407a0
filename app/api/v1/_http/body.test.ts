import { expect, it } from "vitest";
import { readJson } from "./body.ts";

const headers = { "content-type": "application/json" };
const sent = (pull: (controller: ReadableStreamDefaultController) => void) =>
  new Request("http://here.invalid", {
    method: "POST",
    headers,
    body: new ReadableStream({ pull }),
    duplex: "half",
  } as RequestInit);

it("takes a body that breaks off for a fault of its sender", async () => {
  let pieces = 0;
  const cut = sent((controller) => {
    pieces += 1;
    if (pieces > 1) controller.error(new Error("aborted"));
    else controller.enqueue(Buffer.from('{"key":'));
  });
  await expect(readJson(cut)).rejects.toMatchObject({ code: "invalid", message: "The body broke off before its end." });
});

it("says of one that never ends that it is too large", async () => {
  const endless = sent((controller) => controller.enqueue(Buffer.alloc(64 * 1024, " ")));
  await expect(readJson(endless)).rejects.toMatchObject({ code: "too-large" });
});
