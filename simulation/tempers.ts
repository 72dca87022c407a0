import type { Kind, Temper } from "./plan.ts";

const QUIET = { loss: 0, twice: 0, slow: 0, slowMs: 0 };
const plain: Temper["scene"] = {
  weather: QUIET,
  postgresMs: 0.2,
  dataplanes: 1,
  relay: false,
  workers: 1,
  shared: false,
  pausing: false,
};

/** A lead who tries to go on every 0.7 s. */
function advances(from: number, count: number): { at: number; kind: Kind; pick: number }[] {
  return Array.from({ length: count }, (_, i) => ({ at: from + 700 * i, kind: "advance", pick: 0.7 }));
}

/** To half of all subjects at live. */
const half: Temper["script"] = [
  { at: 600, kind: "job", pick: 0.9 },
  { at: 1500, kind: "advance", pick: 0.3 },
];

/**
 * Seeds that draw from fewer things: each finds one kind of fault sooner than a seed that may do everything, which finds
 * it too.
 */
export const TEMPERS: Record<string, Temper> = {
  "doubt and jobs": {
    scene: { ...plain, start: "shadow", records: 20, everyMs: 200, writes: 0.4 },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null, repairs: true },
    script: [
      { at: 1000, kind: "job", pick: 0.9 },
      { at: 3000, kind: "outage" },
      { at: 7000, kind: "job", pick: 0.1 },
      ...advances(8000, 6),
    ],
  },
  "late modules": {
    scene: { ...plain, start: "shadow", records: 20, everyMs: 500, writes: 0.6 },
    terms: { onLeaseLoss: "hold", namesLate: true, deadlineSeconds: null },
    script: [{ at: 60, kind: "job", pick: 0.9 }, { at: 200, kind: "outage" }, ...advances(4000, 6)],
  },
  "same name twice": {
    scene: { ...plain, start: "shadow", records: 2, everyMs: 80, writes: 0.6 },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null },
    weights: { advance: 8, job: 5, cut: 4, twin: 4, retreat: 1, release: 1 },
    everyMs: 500,
  },
  "silent instances": {
    scene: { ...plain, start: "required", records: 2, everyMs: 80, writes: 0.6 },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null },
    script: [{ at: 500, kind: "job", pick: 0.9 }, { at: 1200, kind: "cut", ms: 6000 }, ...advances(1500, 8)],
  },
  "call goes back": {
    scene: { ...plain, start: "live", records: 3, everyMs: 50, writes: 0.6, shared: true },
    terms: { namesLate: false, deadlineSeconds: null, skewMs: 0 },
    services: 1,
    script: [
      { at: 500, kind: "close" },
      { at: 2500, kind: "call back", pick: 0.5 },
      { at: 3500, kind: "restart" },
    ],
  },
  "two moves at once": {
    scene: { ...plain, start: "required", records: 3, everyMs: 50, writes: 0.6, shared: true, postgresMs: 40 },
    terms: { namesLate: false, deadlineSeconds: null, skewMs: 0 },
    script: [
      { at: 300, kind: "job", pick: 0.9 },
      { at: 2500, kind: "advance", pick: 0.7 },
      { at: 2520, kind: "call back", pick: 0.5 },
    ],
  },
  "pausing cut-overs": {
    scene: { ...plain, start: "required", records: 2, everyMs: 50, writes: 0.5, pausing: true },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null },
    script: [
      { at: 500, kind: "job", pick: 0.9 },
      { at: 1500, kind: "advance", pick: 0.7 },
      { at: 6000, kind: "job", pick: 0.1 },
      { at: 7000, kind: "retreat", pick: 0.9 },
    ],
  },
  "hurried pauses": {
    scene: { ...plain, start: "required", records: 1, everyMs: 20, writes: 0.4, pausing: true },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null, leaseSeconds: 6 },
    services: 3,
    script: [
      { at: 500, kind: "job", pick: 0.9 },
      { at: 1200, kind: "cut", ms: 3000 },
      { at: 1600, kind: "advance", pick: 0.7 },
      { at: 1900, kind: "store is slow", pick: 0.7 },
    ],
  },
  "best-effort cut-overs": {
    scene: { ...plain, start: "shadow", records: 3, everyMs: 30, writes: 0.6, shared: true },
    terms: { namesLate: false, deadlineSeconds: null, repairs: false },
    script: [
      { at: 500, kind: "job", pick: 0.9 },
      { at: 1200, kind: "press on", pick: 0.5 },
      { at: 1600, kind: "store fails", pick: 0.7 },
    ],
  },
  "relaxed too early": {
    scene: { ...plain, start: "required", records: 3, everyMs: 30, writes: 0.6, shared: true, required: false },
    terms: { namesLate: false, deadlineSeconds: null, repairs: false },
    script: [...half, { at: 2200, kind: "retreat", pick: 0.3 }, { at: 2600, kind: "store fails", pick: 0.7 }],
  },
  "nothing copied": {
    scene: { ...plain, start: "off", records: 20, everyMs: 60, writes: 0.5 },
    terms: { namesLate: false, deadlineSeconds: null },
    script: advances(1500, 12),
  },
  "nothing repaired": {
    scene: { ...plain, start: "shadow", records: 20, everyMs: 100, writes: 0.5 },
    terms: { namesLate: false, deadlineSeconds: null, repairs: false },
    script: [{ at: 500, kind: "job", pick: 0.9 }, { at: 1200, kind: "store fails", pick: 0.7, ms: 1500 }, ...advances(3500, 8)],
  },
  "late store calls": {
    scene: { ...plain, start: "required", records: 1, everyMs: 80, writes: 0.6 },
    terms: { namesLate: false, deadlineSeconds: 0.1, operationSeconds: 2 },
    weights: { advance: 8, job: 3, "store is slow": 6, retreat: 4, release: 1 },
    everyMs: 500,
  },
  "shared records": {
    scene: { ...plain, start: "required", records: 6, everyMs: 6, writes: 0.6, shared: true, compares: true },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null },
    script: [
      { at: 400, kind: "job", pick: 0.9 },
      { at: 1000, kind: "advance", pick: 0.3 },
    ],
  },
  "old state files": {
    scene: { ...plain, start: "shadow", records: 2, everyMs: 100, writes: 0.6 },
    terms: { onLeaseLoss: "hold", namesLate: false, keepsState: true, deadlineSeconds: null },
    services: 1,
    script: [
      { at: 1000, kind: "job", pick: 0.9 },
      ...advances(1500, 8),
      { at: 8000, kind: "cut", ms: 4000 },
      { at: 9000, kind: "restart from old state" },
    ],
  },
  "restored control plane": {
    scene: { ...plain, start: "shadow", records: 2, everyMs: 100, writes: 0.6 },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null },
    script: [
      { at: 500, kind: "job", pick: 0.9 },
      { at: 1200, kind: "back up" },
      ...advances(2000, 8),
      { at: 8500, kind: "restore backup", pick: 0.1 },
      { at: 10_000, kind: "retreat", pick: 0.9 },
      { at: 10_800, kind: "retreat", pick: 0.9 },
      { at: 11_500, kind: "retreat", pick: 0.9 },
    ],
  },
  "settled after a restore": {
    scene: { ...plain, start: "shadow", records: 2, everyMs: 400, writes: 0.6 },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null },
    script: [
      { at: 500, kind: "job", pick: 0.9 },
      { at: 1200, kind: "back up" },
      ...advances(2000, 8),
      { at: 8500, kind: "restore backup", pick: 0.1 },
      { at: 12_000, kind: "settle", pick: 0.8 },
      { at: 13_500, kind: "settle", pick: 0.2 },
      { at: 26_000, kind: "retreat", pick: 0.9 },
      { at: 28_000, kind: "retreat", pick: 0.9 },
      ...advances(30_000, 3),
    ],
  },
  "restored around a silent instance": {
    scene: { ...plain, start: "shadow", records: 2, everyMs: 100, writes: 0.6 },
    terms: { onLeaseLoss: "hold", namesLate: false, deadlineSeconds: null },
    services: 1,
    script: [
      { at: 500, kind: "job", pick: 0.9 },
      { at: 1200, kind: "back up" },
      ...advances(2000, 6),
      { at: 7000, kind: "cut", ms: 4000 },
      { at: 8000, kind: "restore backup", pick: 0.1 },
      { at: 9500, kind: "retreat", pick: 0.9 },
    ],
  },
  "forward called back": {
    scene: { ...plain, start: "required", everyMs: 500 },
    script: [...half, { at: 2500, kind: "hold" }, { at: 3500, kind: "sly" }],
  },
  pins: {
    scene: { ...plain, everyMs: 500 },
    weights: { advance: 6, job: 2, pin: 3, unpin: 2, release: 1 },
    everyMs: 500,
  },
  "pins dropped": {
    scene: { ...plain, start: "required", everyMs: 500 },
    script: [{ at: 300, kind: "pin" }, ...half, { at: 2500, kind: "hold" }, { at: 3500, kind: "unpin" }],
  },
  rollbacks: {
    scene: { ...plain, start: "required", everyMs: 500 },
    script: [
      ...half,
      { at: 2500, kind: "ahead" },
      { at: 3500, kind: "advance", pick: 0.7 },
      { at: 5000, kind: "rollback", pick: 0.25 },
    ],
  },
};
