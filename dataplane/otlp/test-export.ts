/** One delta point of a histogram as OTLP's JSON. */
export function exported(operation: string, point: Record<string, unknown> = {}, metric: Record<string, unknown> = {}) {
  const end = BigInt(Date.now()) * 1_000_000n;
  const dataPoints = [
    {
      startTimeUnixNano: String(end - 1_000_000_000n),
      timeUnixNano: String(end),
      count: "3",
      sum: 0.3,
      bucketCounts: ["1", "2", "0"],
      explicitBounds: [0.1, 1],
      ...point,
      attributes: attributesOf({
        "switchyard.module": "orders",
        "switchyard.path": "old",
        ...(operation ? { "http.request.method": operation } : {}),
        ...(point.attributes as Record<string, string | number>),
      }),
    },
  ];
  const histogram = { aggregationTemporality: 1, dataPoints };
  return {
    resourceMetrics: [
      { scopeMetrics: [{ metrics: [{ name: "http.server.request.duration", unit: "s", histogram, ...metric }] }] },
    ],
  };
}

let collections = 0n;

/**
 * Times of a point that is not divided, so that its quantiles are those of all it counted. Each ends at a time of its
 * own: of two names that were collected in a scope at once, one counts.
 */
export function inOneWindow() {
  const begun = BigInt(Math.floor(Date.now() / 10_000)) * 10_000_000_000n;
  collections += 1n;
  return { startTimeUnixNano: String(begun), timeUnixNano: String(begun + collections * 1_000_000n) };
}

export function attributesOf(plain: Record<string, string | number>) {
  return Object.entries(plain).map(([key, value]) => ({
    key,
    value: typeof value === "number" ? { intValue: value } : { stringValue: value },
  }));
}
