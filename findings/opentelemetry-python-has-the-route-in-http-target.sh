#!/usr/bin/env bash
# OpenTelemetry's HTTP instrumentations for Python 0.66b1 send by default what other languages have left: the histogram
# http.server.duration in milliseconds, without http.route. The route's template is there all the same, in http.target,
# which everywhere else is the path as it was asked for; where no route answered, http.target is missing.
# With OTEL_SEMCONV_STABILITY_OPT_IN=http it is http.server.request.duration in seconds with http.route – but under the
# plain ASGI middleware, as for Starlette, the template is then gone: only the old histogram has it. With http/dup both
# histograms are sent, so whoever adds them up counts each request twice. FastAPI 0.165.0 without instrumentation
# ("native") sends the new one on its own, whatever the variable says.
#
# Needs python3 with venv and the registry. Exit 0: seen again as it was. Exit 1: it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.45.1 opentelemetry-instrumentation-flask==0.66b1 \
  opentelemetry-instrumentation-fastapi==0.66b1 flask==3.1.3 fastapi==0.165.0 starlette==1.10.0 httpx==0.28.1

cat > see.py <<'PYTHON'
import sys

from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

reader = InMemoryMetricReader()
metrics.set_meter_provider(MeterProvider(metric_readers=[reader]))


def flask():
    from flask import Flask
    from opentelemetry.instrumentation.flask import FlaskInstrumentor

    app = Flask("app")
    FlaskInstrumentor().instrument_app(app)
    app.get("/orders/<id>")(lambda id: "ok")
    return app.test_client()


def fastapi():
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

    app = FastAPI()
    app.get("/orders/{id}")(lambda id: "ok")
    FastAPIInstrumentor.instrument_app(app)
    return TestClient(app)


def asgi():
    from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route
    from starlette.testclient import TestClient

    app = Starlette(routes=[Route("/orders/{id}", lambda request: PlainTextResponse("ok"))])
    return TestClient(OpenTelemetryMiddleware(app))


def native():
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    app = FastAPI()
    app.get("/orders/{id}")(lambda id: "ok")
    return TestClient(app)


client = {"flask": flask, "fastapi": fastapi, "asgi": asgi, "native": native}[sys.argv[1]]()
client.get("/orders/42")
client.get("/nowhere/42")
for resource in reader.get_metrics_data().resource_metrics:
    for scope in resource.scope_metrics:
        for metric in scope.metrics:
            if not metric.name.startswith("http.server.") or not metric.name.endswith("duration"):
                continue
            for point in metric.data.data_points:
                routes = {key: value for key, value in point.attributes.items() if key in ("http.route", "http.target")}
                status = point.attributes.get("http.status_code") or point.attributes.get("http.response.status_code")
                print(" ", metric.name, metric.unit, status, routes or "no route")
PYTHON

for mode in default http http/dup; do
  for framework in flask fastapi asgi native; do
    echo "$mode $framework" >> seen
    OTEL_SEMCONV_STABILITY_OPT_IN=$mode venv/bin/python -W ignore see.py $framework >> seen
  done
done

cat > expected <<'SEEN'
default flask
  http.server.duration ms 200 {'http.target': '/orders/<id>'}
  http.server.duration ms 404 no route
default fastapi
  http.server.duration ms 200 {'http.target': '/orders/{id}'}
  http.server.duration ms 404 no route
default asgi
  http.server.duration ms 200 {'http.target': '/orders/{id}'}
  http.server.duration ms 404 no route
default native
  http.server.request.duration s 200 {'http.route': '/orders/{id}'}
  http.server.request.duration s 404 no route
http flask
  http.server.request.duration s 200 {'http.route': '/orders/<id>'}
  http.server.request.duration s 404 no route
http fastapi
  http.server.request.duration s 200 {'http.route': '/orders/{id}'}
  http.server.request.duration s 404 no route
http asgi
  http.server.request.duration s 200 no route
  http.server.request.duration s 404 no route
http native
  http.server.request.duration s 200 {'http.route': '/orders/{id}'}
  http.server.request.duration s 404 no route
http/dup flask
  http.server.duration ms 200 {'http.target': '/orders/<id>'}
  http.server.duration ms 404 no route
  http.server.request.duration s 200 {'http.route': '/orders/<id>'}
  http.server.request.duration s 404 no route
http/dup fastapi
  http.server.duration ms 200 {'http.target': '/orders/{id}'}
  http.server.duration ms 404 no route
  http.server.request.duration s 200 {'http.route': '/orders/{id}'}
  http.server.request.duration s 404 no route
http/dup asgi
  http.server.duration ms 200 {'http.target': '/orders/{id}'}
  http.server.duration ms 404 no route
  http.server.request.duration s 200 no route
  http.server.request.duration s 404 no route
http/dup native
  http.server.request.duration s 200 {'http.route': '/orders/{id}'}
  http.server.request.duration s 404 no route
SEEN

cat seen
diff expected seen && echo "as it was with the instrumentations 0.66b1"
