/** As much of autocannon as is used here; it ships no types. */
declare module "autocannon" {
  export type Options = {
    url: string;
    connections: number;
    duration: number;
    method?: string;
    headers?: Record<string, string>;
    requests?: { body?: string; path?: string; headers?: Record<string, string> }[];
  };
  export type Result = {
    duration: number;
    errors: number;
    requests: { total: number };
    latency: { p50: number; p99: number };
    statusCodeStats: Record<string, { count: number }>;
  };
  export default function autocannon(options: Options): PromiseLike<Result>;
}
