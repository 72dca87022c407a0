import { createHash } from "node:crypto";
import { fromBinary } from "@bufbuild/protobuf";
import { type Attributes, attributesOf, identityOf, textOf } from "./attributes.ts";
import { type Attribution, attribute } from "./attribution.ts";
import { InstrumentationScopeSchema } from "./gen/opentelemetry/proto/common/v1/common_pb.ts";
import type {
  ExponentialHistogramDataPointSchema,
  HistogramDataPointSchema,
} from "./gen/opentelemetry/proto/metrics/v1/metrics_pb.ts";
import { ResourceSchema } from "./gen/opentelemetry/proto/resource/v1/resource_pb.ts";

/** Whose points they are and what that says. `identity` is equal for equal attributes in whatever order. */
export type Series = { readonly identity: string; readonly said: Attribution | null };

/** A metric of one resource and scope. */
export type Family = {
  readonly metric: string;
  readonly identity: string;
  /** The scope's name, and what is equal for equal resources and scopes. */
  readonly scope: string;
  readonly scopeIdentity: string;
  readonly resource: Attributes;
  /** Whether the resource says which of its service's instances it is. */
  readonly instance: boolean;
  readonly series: Map<string, Series>;
};

type PointSchema = typeof HistogramDataPointSchema | typeof ExponentialHistogramDataPointSchema;

/** Bytes of names that are remembered: those of some fifty thousand series. */
const MOST_BYTES = 32 * 1024 * 1024;
const BYTES_BESIDE = 400;

/**
 * Who speaks, remembered by the bytes that say so, a character each: exporters repeat the same attributes with every
 * point, and taking them apart costs more than the rest of it. Forgotten whole when it has grown too large.
 */
export class Families {
  /** About how many bytes are remembered. */
  size = 0;
  private readonly families = new Map<string, Family>();
  private readonly most: number;

  constructor(most = MOST_BYTES) {
    this.most = most;
  }

  /** The metric of a resource and scope, given as their messages' bytes. Throws when they are no such messages. */
  find(resource: string, scope: string, metric: string, unit: string): Family {
    const name = JSON.stringify([resource, scope, metric, unit]);
    let family = this.families.get(name);
    if (!family) {
      const { attributes } = fromBinary(ResourceSchema, bytesOf(resource));
      const from = fromBinary(InstrumentationScopeSchema, bytesOf(scope));
      const facts = [identityOf(attributes), from.name, from.version, identityOf(from.attributes)];
      const said = attributesOf(attributes);
      const instance = textOf(said.get("service.instance.id")) !== undefined;
      family = {
        metric,
        identity: digest([...facts, metric, unit]),
        scope: from.name,
        scopeIdentity: digest(facts),
        resource: said,
        instance,
        series: new Map(),
      };
      this.makeRoom(name);
      this.families.set(name, family);
    }
    return family;
  }

  /** The series whose points have these attributes: fields of a message of `schema`. Throws when they are none. */
  series(family: Family, schema: PointSchema, fields: string): Series {
    let series = family.series.get(fields);
    if (!series) {
      const { attributes } = fromBinary(schema, bytesOf(fields));
      const identity = digest([family.identity, identityOf(attributes)]);
      series = { identity, said: attribute(family.metric, family.scope, attributesOf(attributes), family.resource) };
      this.makeRoom(fields);
      family.series.set(fields, series);
    }
    return series;
  }

  private makeRoom(name: string): void {
    this.size += name.length + BYTES_BESIDE;
    if (this.size <= this.most) return;
    this.families.clear();
    this.size = 0;
  }
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

function digest(facts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(facts)).digest("base64");
}
