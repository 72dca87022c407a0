import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { ApiError } from "@/lib/platform/api-client.ts";
import { useDraft } from "./use-draft.ts";

type Row = { version: number; owner: string; name: string };
const STORED: Row = { version: 1, owner: "Wei", name: "Cut over" };

/** What a server would keep: refuses a write against another version than its own, with what is stored. */
function server(row: Row) {
  let current = row;
  return {
    change: (by: Partial<Row>) => {
      current = { ...current, ...by, version: current.version + 1 };
    },
    read: () => current,
    save: async (changed: Partial<Row>, version: number) => {
      if (version !== current.version) {
        const theirChange = { actor: { name: "Hana" } };
        throw new ApiError({ type: "urn:conflict", title: "Changed meanwhile", status: 409, current, theirChange });
      }
      current = { ...current, ...changed, version: version + 1 };
    },
  };
}

function draft(store: ReturnType<typeof server>) {
  const client = new QueryClient();
  let saved = 0;
  const hook = renderHook(
    () =>
      useDraft({
        stored: STORED,
        toDraft: ({ owner, name }: Row) => ({ owner, name }),
        save: store.save,
        onSaved: () => {
          saved += 1;
        },
      }),
    { wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider> },
  );
  return { ...hook, savedTimes: () => saved };
}

describe("a draft", () => {
  afterEach(cleanup);

  it("sends only what changed, against the version it began at", async () => {
    const store = server(STORED);
    const { result, savedTimes } = draft(store);
    expect(result.current.isChanged).toBe(false);
    act(() => result.current.set("owner", "Mei"));
    act(() => result.current.submit());
    await waitFor(() => expect(savedTimes()).toBe(1));
    expect(store.read()).toEqual({ version: 2, owner: "Mei", name: "Cut over" });
  });

  it("moves on top of somebody else's change of another field, and saves when asked again", async () => {
    const store = server(STORED);
    const { result, savedTimes } = draft(store);
    act(() => result.current.set("owner", "Mei"));
    store.change({ name: "Switch over" });
    act(() => result.current.submit());
    await waitFor(() => expect(result.current.conflict).toEqual({ by: "Hana", taken: ["name"], clashes: [] }));
    expect(savedTimes()).toBe(0);
    expect(result.current.problem).toBeNull();
    act(() => result.current.submit());
    await waitFor(() => expect(savedTimes()).toBe(1));
    expect(store.read()).toEqual({ version: 3, owner: "Mei", name: "Switch over" });
  });

  it("asks where both changed the same field", async () => {
    const store = server(STORED);
    const { result } = draft(store);
    act(() => result.current.set("owner", "Mei"));
    store.change({ owner: "Ana" });
    act(() => result.current.submit());
    await waitFor(() => expect(result.current.conflict?.clashes).toEqual([{ name: "owner", theirs: "Ana" }]));
    expect(result.current.values.owner).toBe("Mei");
    act(() => result.current.set("owner", "Ana"));
    expect(result.current.isChanged).toBe(false);
  });

  it("keeps what was typed when the write fails otherwise", async () => {
    const store = {
      ...server(STORED),
      save: async () => Promise.reject(new ApiError({ type: "x", title: "Away", status: 503 })),
    };
    const { result } = draft(store);
    act(() => result.current.set("owner", "Mei"));
    act(() => result.current.submit());
    await waitFor(() => expect(result.current.problem?.message).toBe("Away"));
    expect(result.current.values.owner).toBe("Mei");
  });
});
