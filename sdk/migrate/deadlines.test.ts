import { afterEach, describe, expect, test } from "vitest";
import { DeadlineError, SecondaryWriteError } from "../index.ts";
import { closeAll, deferred } from "../test/harness.ts";
import { migrating, secondaryFailures, USER } from "../test/migrating.ts";

afterEach(closeAll);

describe("deadlines", () => {
  test("an authority that takes too long is an error, and nothing more is begun", async () => {
    const { stores, data, peer, client } = await migrating("dualwrite", [], {}, { operationSeconds: 0.1 });
    stores.gates = { old: deferred() };
    await expect(data.write(USER, "create", "a")).rejects.toThrow(DeadlineError);
    stores.gates.old?.resolve();
    await client.close();
    expect(stores.calls).toEqual(["write old a"]);
    expect(secondaryFailures(peer)).toEqual([]);
  });

  test("a second store that takes too long has failed, and the caller has not", async () => {
    const { stores, data, peer, client, problems } = await migrating("dualwrite", [], {}, { operationSeconds: 0.1 });
    stores.gates = { new: deferred() };
    expect(await data.write(USER, "create", "a")).toBe("write old a");
    stores.gates.new?.reject(new Error("too late to matter"));
    await client.close();
    expect(secondaryFailures(peer)).toEqual([{ operation: "create", path: "new", count: 1 }]);
    expect(problems.find((problem) => problem instanceof SecondaryWriteError)?.cause).toBeInstanceOf(DeadlineError);
  });

  test("a read that takes too long is an error", async () => {
    const { stores, data } = await migrating("off", [], {}, { operationSeconds: 0.1 });
    stores.gates = { old: deferred() };
    await expect(data.read(USER, "get", "a")).rejects.toThrow(DeadlineError);
    stores.gates.old?.reject(new Error("too late to matter"));
  });
});
