import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import {
  create,
  type DescMessage,
  fromJson,
  type JsonValue,
  type MessageShape,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { gate } from "../../lib/platform/gate.ts";
import { bodyOf } from "../http/body.ts";
import type { Exchange } from "../http/exchange.ts";
import { textOf } from "../http/json.ts";
import { refusalHeaders } from "../http/problem.ts";
import { Refusal } from "../http/refusal.ts";
import { type Durations, readMetrics, type Useless } from "./exported.ts";
import type { Families } from "./families.ts";
import { StatusSchema } from "./gen/google/rpc/status_pb.ts";
import {
  ExportMetricsServiceRequestSchema,
  ExportMetricsServiceResponseSchema,
} from "./gen/opentelemetry/proto/collector/metrics/v1/metrics_service_pb.ts";

/** Of a body, before and after inflating. A Collector's batch of 8,192 points takes about two. */
export const OTLP_BODY_BYTES = 16 * 1024 * 1024;

const PROTOBUF = "application/x-protobuf";
const JSON_TYPE = "application/json";

/** A body may grow a thousandfold, so few of them grow at a time. */
const MOST_INFLATING = 4;
const inflating = gate(MOST_INFLATING);
const inflate = promisify(gunzip);

/** The request's metrics. Throws a Refusal on a body that is too large, of another type, or broken anywhere. */
export async function readExport(exchange: Exchange, families: Families): Promise<(Durations | Useless)[]> {
  const { request } = exchange;
  const type = mediaType(exchange);
  if (type !== PROTOBUF && type !== JSON_TYPE) throw new Refusal(415, `Send ${PROTOBUF} or ${JSON_TYPE}.`);
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip") throw new Refusal(415, "Send the body as it is or with gzip.");
  const sent = await bodyOf(exchange, OTLP_BODY_BYTES);
  const body = encoding === "gzip" && sent.length > 0 ? await inflated(sent) : sent;
  try {
    return readMetrics(type === PROTOBUF ? body : binaryOf(JSON.parse(textOf(body))), families);
  } catch (error) {
    throw new Refusal(400, `The body is no ExportMetricsServiceRequest: ${(error as Error).message.slice(0, 200)}`);
  }
}

/** The JSON form as protobuf, so that there is one way in. */
function binaryOf(json: JsonValue): Buffer {
  const message = fromJson(ExportMetricsServiceRequestSchema, json, { ignoreUnknownFields: true });
  return Buffer.from(toBinary(ExportMetricsServiceRequestSchema, message));
}

async function inflated(body: Buffer): Promise<Buffer> {
  try {
    return await inflating(() => inflate(body, { maxOutputLength: OTLP_BODY_BYTES }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new Refusal(413, `The body inflates to more than ${OTLP_BODY_BYTES} bytes.`);
    }
    throw new Refusal(400, "The body is not valid gzip.");
  }
}

/** Answers in the type of the request. Rejected points are named only when there are some. */
export function sendExported(exchange: Exchange, rejected: number, errorMessage: string): void {
  const partialSuccess = rejected > 0 ? { rejectedDataPoints: BigInt(rejected), errorMessage } : undefined;
  sendMessage(exchange, 200, ExportMetricsServiceResponseSchema, create(ExportMetricsServiceResponseSchema, { partialSuccess }));
}

/** The error form of OTLP: a google.rpc.Status. */
export function sendOtlpRefusal(exchange: Exchange, refusal: Refusal): void {
  const status = create(StatusSchema, { code: RPC_CODES[refusal.status] ?? 2, message: refusal.message });
  sendMessage(exchange, refusal.status, StatusSchema, status, refusalHeaders(refusal));
}

function sendMessage<D extends DescMessage>(
  exchange: Exchange,
  status: number,
  schema: D,
  message: MessageShape<D>,
  headers?: string[],
): void {
  if (mediaType(exchange) === PROTOBUF) exchange.send(status, PROTOBUF, Buffer.from(toBinary(schema, message)), headers);
  else exchange.send(status, JSON_TYPE, toJsonString(schema, message), headers);
}

function mediaType({ request }: Exchange): string {
  return (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** google.rpc.Code by HTTP status. */
const RPC_CODES: Record<number, number> = { 400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 413: 8, 415: 3, 429: 8, 500: 13, 503: 14 };
