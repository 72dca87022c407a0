import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { Distribution } from "./distribution.ts";
import {
  ExponentialHistogramDataPointSchema,
  HistogramDataPointSchema,
} from "./gen/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { readExplicit, readExponential } from "./point.ts";
import { Wire } from "./wire.ts";

/** What points counted, as it is read from the wire; null when it makes no sense. */
export function explicitPoint(point: MessageInitShape<typeof HistogramDataPointSchema>): Distribution | null {
  const body = Buffer.from(toBinary(HistogramDataPointSchema, create(HistogramDataPointSchema, point)));
  return readExplicit(new Wire(body), { from: 0, to: body.length }).distribution;
}

export function exponentialPoint(point: MessageInitShape<typeof ExponentialHistogramDataPointSchema>): Distribution | null {
  const body = Buffer.from(toBinary(ExponentialHistogramDataPointSchema, create(ExponentialHistogramDataPointSchema, point)));
  return readExponential(new Wire(body), { from: 0, to: body.length }).distribution;
}
