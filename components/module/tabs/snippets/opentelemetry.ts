import type { Snippet } from "./snippet.ts";

/** Settings with which the stock instrumentation of a language sends how long requests take. */

export type OpenTelemetryId = "otlp" | "otelNode" | "otelPython" | "otelGo" | "otelJava";

export function openTelemetrySnippets(module: string, dataplane: string): Snippet<OpenTelemetryId>[] {
  const settings = `export OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=${dataplane}/v1/metrics
export OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta
export OTEL_EXPORTER_OTLP_METRICS_HEADERS="authorization=Bearer%20$SWITCHYARD_TOKEN"
export OTEL_METRIC_EXPORT_INTERVAL=10000
# The path this process serves: old or new. Where one process serves both, it goes on each point instead.
export OTEL_RESOURCE_ATTRIBUTES=switchyard.module=${module},switchyard.path=old`;
  const only = "export OTEL_METRICS_EXPORTER=otlp OTEL_TRACES_EXPORTER=none OTEL_LOGS_EXPORTER=none";
  return [
    { id: "otlp", text: settings },
    {
      id: "otelNode",
      install: "npm install @opentelemetry/api@1.10.0 @opentelemetry/auto-instrumentations-node@0.82.0",
      text: `${settings}
${only}
node --require @opentelemetry/auto-instrumentations-node/register app.js`,
    },
    {
      id: "otelPython",
      install: `pip install opentelemetry-distro==0.66b1 opentelemetry-exporter-otlp-proto-http==1.45.1
opentelemetry-bootstrap -a install`,
      text: `${settings}
${only}
opentelemetry-instrument python app.py`,
    },
    {
      id: "otelGo",
      install: `go get go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp@v0.72.0 \\
  go.opentelemetry.io/otel/sdk/metric@v1.47.0 \\
  go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp@v1.47.0`,
      text: `${settings}

// The exporter reads these settings by itself.
exporter, err := otlpmetrichttp.New(ctx)
if err != nil {
	log.Fatal(err)
}
otel.SetMeterProvider(metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(exporter))))
http.ListenAndServe(":8080", otelhttp.NewHandler(mux, "my-service"))`,
    },
    {
      id: "otelJava",
      install: `mvn dependency:copy -DoutputDirectory=. \\
  -Dartifact=io.opentelemetry.javaagent:opentelemetry-javaagent:2.20.1`,
      text: `${settings}
${only}
java -javaagent:opentelemetry-javaagent-2.20.1.jar -jar app.jar`,
    },
  ];
}
