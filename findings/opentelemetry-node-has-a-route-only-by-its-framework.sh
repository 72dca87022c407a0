#!/usr/bin/env bash
# OpenTelemetry's HTTP instrumentation for Node 0.223.0 sends http.server.request.duration in seconds and no longer knows
# http.server.duration: OTEL_SEMCONV_STABILITY_OPT_IN=http/dup changes nothing. It does not know routes: http.route is
# there only when the framework's instrumentation is registered too and a context manager is set, which a tracer brings.
# With metrics alone every route is one.
#
# Needs node, npm and the registry. Exit 0: seen again as it was. Exit 1: it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > npm.log
npm install --silent --no-audit --no-fund @opentelemetry/api@1.9.1 @opentelemetry/sdk-metrics@2.12.1 @opentelemetry/context-async-hooks@2.12.0 \
  @opentelemetry/instrumentation@0.223.0 @opentelemetry/instrumentation-http@0.223.0 \
  @opentelemetry/instrumentation-express@0.71.1 express@5.3.0 >> npm.log 2>&1

cat > see.cjs <<'PROGRAM'
const { context } = require("@opentelemetry/api");
const { AsyncLocalStorageContextManager } = require("@opentelemetry/context-async-hooks");
const { registerInstrumentations } = require("@opentelemetry/instrumentation");
const { ExpressInstrumentation } = require("@opentelemetry/instrumentation-express");
const { HttpInstrumentation } = require("@opentelemetry/instrumentation-http");
const { InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } = require("@opentelemetry/sdk-metrics");

const [framework, manager] = process.argv.slice(2);
if (manager === "context") context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const exporter = new InMemoryMetricExporter(1);
const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
const instrumentations = [new HttpInstrumentation(), ...(framework === "express" ? [new ExpressInstrumentation()] : [])];
registerInstrumentations({ meterProvider, instrumentations });

const http = require("node:http");
const app = require("express")();
app.get("/orders/:id", (request, response) => response.send("ok"));
const server = app.listen(0, "127.0.0.1", async () => {
  const get = (path) =>
    new Promise((resolve) => {
      http.get({ host: "127.0.0.1", port: server.address().port, path, agent: false }, (answer) => answer.resume().on("end", resolve));
    });
  await get("/orders/42");
  await get("/nowhere/42");
  server.close();
  await meterProvider.shutdown();
  for (const { descriptor, dataPoints } of exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))) {
    if (!descriptor.name.startsWith("http.server.")) continue;
    for (const { attributes } of dataPoints) {
      console.log(" ", descriptor.name, descriptor.unit, attributes["http.response.status_code"], attributes["http.route"] ?? "no route");
    }
  }
});
PROGRAM

for mode in "" http/dup; do
  for with in "http metrics" "express metrics" "express context"; do
    echo "${mode:-default}, $with" >> seen
    OTEL_SEMCONV_STABILITY_OPT_IN=$mode node see.cjs $with >> seen
  done
done

cat > expected <<'SEEN'
default, http metrics
  http.server.request.duration s 200 no route
  http.server.request.duration s 404 no route
default, express metrics
  http.server.request.duration s 200 no route
  http.server.request.duration s 404 no route
default, express context
  http.server.request.duration s 200 /orders/:id
  http.server.request.duration s 404 no route
http/dup, http metrics
  http.server.request.duration s 200 no route
  http.server.request.duration s 404 no route
http/dup, express metrics
  http.server.request.duration s 200 no route
  http.server.request.duration s 404 no route
http/dup, express context
  http.server.request.duration s 200 /orders/:id
  http.server.request.duration s 404 no route
SEEN

cat seen
diff expected seen && echo "as it was with the instrumentation 0.223.0"
