import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Live } from "./live.ts";

/** The browser's stream, which says what the test says. */
class Source extends EventTarget {
  static readonly CONNECTING = 0;
  static all: Source[] = [];
  readyState = 1;
  closed = false;

  constructor() {
    super();
    Source.all.push(this);
  }

  close(): void {
    this.closed = true;
  }
}

beforeEach(() => {
  Source.all = [];
  vi.stubGlobal("EventSource", Source);
  vi.stubGlobal("BroadcastChannel", undefined);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("opens a silent stream anew, and asks meanwhile", () => {
  const onPoll = vi.fn();
  const end = new Live(Date.now()).start("orders", vi.fn(), onPoll);
  for (let i = 0; i < 6; i += 1) {
    vi.advanceTimersByTime(5000);
    Source.all[0]?.dispatchEvent(new Event("heartbeat"));
  }
  expect([Source.all.length, onPoll.mock.calls.length]).toEqual([1, 0]);
  vi.advanceTimersByTime(25_000);
  expect(Source.all.map(({ closed }) => closed)).toEqual([true, false]);
  expect(onPoll).toHaveBeenCalled();
  end();
  vi.advanceTimersByTime(60_000);
  expect(Source.all.map(({ closed }) => closed)).toEqual([true, true]);
});
