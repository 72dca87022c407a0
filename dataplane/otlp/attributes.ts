import type { AnyValue, KeyValue } from "./gen/opentelemetry/proto/common/v1/common_pb.ts";

export type Attributes = ReadonlyMap<string, AnyValue>;

export function attributesOf(list: readonly KeyValue[]): Attributes {
  return new Map(list.flatMap(({ key, value }) => (value ? [[key, value] as const] : [])));
}

/** The value as text; undefined when it is absent, empty or no primitive. */
export function textOf(value: AnyValue | undefined): string | undefined {
  switch (value?.value.case) {
    case "stringValue":
      return value.value.value || undefined;
    case "intValue":
    case "doubleValue":
    case "boolValue":
      return String(value.value.value);
    default:
      return undefined;
  }
}

/** Equal for equal attributes in whatever order. */
export function identityOf(list: readonly KeyValue[]): string {
  return list
    .map(({ key, value }) => `${JSON.stringify(key)}:${valueIdentity(value)}`)
    .sort()
    .join();
}

function valueIdentity(value: AnyValue | undefined): string {
  const held = value?.value;
  if (held?.case === undefined) return "";
  switch (held.case) {
    case "arrayValue":
      return `[${held.value.values.map(valueIdentity).join()}]`;
    case "kvlistValue":
      return `{${identityOf(held.value.values)}}`;
    case "bytesValue":
      return `b${Buffer.from(held.value).toString("base64")}`;
    default:
      return `${held.case}${JSON.stringify(String(held.value))}`;
  }
}
