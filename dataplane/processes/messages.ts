import type { MetricObject } from "../metrics.ts";

/** What the processes of one dataplane say to each other. */
export type ToMember =
  | { kind: "start"; secret: string /** Of the source: the one it has, or 0 before it has one. */; sourcePort: number }
  | { kind: "report"; id: number }
  | { kind: "metrics"; id: number; text: string }
  | { kind: "stop" };

export type ToPrimary =
  /** It listens to the primary; what was said to it before may be lost. */
  | { kind: "hello" }
  | { kind: "listening"; port: number }
  | { kind: "report"; id: number; metrics: MetricObject[] }
  | { kind: "metrics"; id: number };
