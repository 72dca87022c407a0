import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { applyDelta, parseDelta } from "../../lib/core/evaluation/delta.ts";
import { parseSnapshot, type Snapshot } from "../../lib/core/evaluation/snapshot.ts";
import { deltaCases, vectorSnapshot } from "../../lib/core/vectors/cases.ts";
import type { LiveEnvironment } from "./environment.ts";
import { State } from "./state.ts";

/** A state that was told these snapshots of one environment, one after the other; answers each as it was served. */
function served(...snapshots: Snapshot[]): LiveEnvironment[] {
  const id = randomUUID();
  const state = new State({ readsPerSecond: 1, reportsPerSecond: 1 });
  return snapshots.map((snapshot) => {
    state.publish({ id, snapshot, modules: {}, changedAt: 0, allowedOrigins: ["*"] });
    return state.environment(id) as LiveEnvironment;
  });
}

const last = (snapshots: Snapshot[]) => served(...snapshots).at(-1) as LiveEnvironment;

function eventOf(environment: LiveEnvironment, from: number | null) {
  const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n$/.exec(String(environment.eventSince(from))) ?? [];
  return { id: Number(id), event, data: JSON.parse(data ?? "") as unknown };
}

describe("the golden changes", () => {
  it.each(deltaCases)("$id $name", ({ before, change, after }) => {
    const [from, to] = [parseSnapshot(before), parseSnapshot(after)];
    const said = eventOf(last([from, to]), from.revision);
    expect(said).toEqual({
      id: to.revision,
      event: change ? "change" : "snapshot",
      data: JSON.parse(JSON.stringify(change ?? to)),
    });
  });
});

/** The golden snapshot after `count` changes, the first of them at revision 50, each of one switch. */
function changing(count: number): Snapshot[] {
  const start = parseSnapshot(vectorSnapshot);
  const keys = Object.keys(start.switches);
  const snapshots = [start];
  for (let i = 0; i < count; i += 1) {
    const held = snapshots.at(-1) as Snapshot;
    const key = keys[i % 7] as string;
    const changed = { ...(held.switches[key] as Snapshot["switches"][string]), version: i + 10, revision: 50 + i };
    snapshots.push({ ...held, revision: 50 + i, switches: { ...held.switches, [key]: changed } });
  }
  return snapshots;
}

describe("what a reader missed", () => {
  it("is said in one change, whichever revision it holds", () => {
    const snapshots = changing(20);
    const now = last(snapshots);
    for (const held of snapshots.slice(0, -1)) {
      const { event, data } = eventOf(now, held.revision);
      const delta = parseDelta(data);
      expect([event, delta.from]).toEqual(["change", held.revision]);
      const newer = Object.values(now.snapshot.switches).filter(({ revision }) => revision > held.revision);
      expect(Object.keys(delta.switches).sort()).toEqual(newer.map(({ key }) => key).sort());
      expect(applyDelta(held, delta)).toEqual(now.snapshot);
      expect(now.eventSince(held.revision)).toBe(now.eventSince(held.revision));
    }
  });

  it("is everything for who holds nothing, what was before this process, or what is still to come", () => {
    const now = last(changing(3));
    for (const revision of [null, 40, 53, 1e15]) expect(eventOf(now, revision).event).toBe("snapshot");
    expect(JSON.parse(String(now.json))).toEqual(eventOf(now, null).data);
  });

  it("is known between revisions this process never stood at", () => {
    const [start, , , third] = changing(3);
    const now = last([start as Snapshot, third as Snapshot]);
    expect(Object.keys(parseDelta(eventOf(now, 50).data).switches)).toHaveLength(3);
  });

  it("outlives Postgres being away, but not another salt or an older database", () => {
    const [start, next] = changing(1) as [Snapshot, Snapshot];
    const id = randomUUID();
    const state = new State({ readsPerSecond: 1, reportsPerSecond: 1 });
    const publish = (snapshot: Snapshot) => {
      state.publish({ id, snapshot, modules: {}, changedAt: 0, allowedOrigins: ["*"] });
      return state.environment(id) as LiveEnvironment;
    };
    publish(start);
    state.setStale(true);
    publish(next);
    state.setStale(false);
    expect(eventOf(state.environment(id) as LiveEnvironment, start.revision).event).toBe("change");
    expect(eventOf(publish({ ...next, revision: 60, salt: "another" }), next.revision).event).toBe("snapshot");
    expect(eventOf(publish({ ...next, revision: 55, salt: "another" }), 60).event).toBe("snapshot");
  });

  it("is remembered as long as that takes little memory", () => {
    const keys = Array.from({ length: 900 }, (_, i) => `m${i}.route`);
    const like = parseSnapshot(vectorSnapshot).switches["start.route"];
    const of = (revision: number): Snapshot => ({
      ...parseSnapshot(vectorSnapshot),
      revision,
      switches: Object.fromEntries(keys.map((key) => [key, { ...like, key, revision } as Snapshot["switches"][string]])),
    });
    const now = last(Array.from({ length: 40 }, (_, i) => of(100 + i)));
    expect(eventOf(now, 100).event).toBe("snapshot");
    expect(eventOf(now, 138).event).toBe("change");
    expect(eventOf(now, 120).event).toBe("change");
  });
});
