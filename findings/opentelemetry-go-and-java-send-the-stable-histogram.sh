#!/usr/bin/env bash
# Go's otelhttp 0.72.0 and the Java agent 2.20.1 send http.server.request.duration in seconds, whatever
# OTEL_SEMCONV_STABILITY_OPT_IN says: with http/dup there is no second histogram to be counted twice. http.route is the
# pattern of Go's mux and, of the JDK's own server, the path of the context; where nothing answered, Go sends no route,
# and the agent sees nothing. It makes up a service.instance.id, too; Go's resource has none.
#
# Needs go, java 17, mvn and their registries. Exit 0: seen again as it was. Exit 1: it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"

cat > main.go <<'PROGRAM'
package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

func main() {
	reader := metric.NewManualReader()
	otel.SetMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") })
	server := httptest.NewServer(otelhttp.NewHandler(mux, "server"))
	defer server.Close()
	http.Get(server.URL + "/orders/42")
	http.Get(server.URL + "/nowhere/42")
	var data metricdata.ResourceMetrics
	reader.Collect(context.Background(), &data)
	_, named := data.Resource.Set().Value("service.instance.id")
	fmt.Println("  instance named:", named)
	for _, scope := range data.ScopeMetrics {
		for _, each := range scope.Metrics {
			histogram, ok := each.Data.(metricdata.Histogram[float64])
			if !ok {
				continue
			}
			for _, point := range histogram.DataPoints {
				status, _ := point.Attributes.Value("http.response.status_code")
				route, _ := point.Attributes.Value("http.route")
				fmt.Println(" ", each.Name, each.Unit, status.Emit(), cmp.Or(route.Emit(), "no route"))
			}
		}
	}
}
PROGRAM
go mod init see > go.log 2>&1
go get go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp@v0.72.0 go.opentelemetry.io/otel/sdk/metric@v1.47.0 >> go.log 2>&1
go build -o see-go . >> go.log 2>&1

mvn --batch-mode --quiet dependency:copy -DoutputDirectory=. \
  -Dartifact=io.opentelemetry.javaagent:opentelemetry-javaagent:2.20.1 > mvn.log 2>&1
cat > See.java <<'PROGRAM'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

public class See {
  public static void main(String[] arguments) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/orders", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    for (String path : new String[] {"/orders/42", "/nowhere/42"})
      HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.discarding());
    server.stop(0);
  }
}
PROGRAM
javac See.java
cat > told.py <<'PYTHON'
import re
import sys

for line in sys.stdin:
    name = re.search(r"name=(http\.server\.\S*duration),.*unit=(\w+),", line)
    if not name:
        continue
    print("  instance named:", str("service.instance.id=" in line).lower())
    for point in line.split("ImmutableHistogramPointData{")[1:]:
        attributes = dict(re.findall(r'(http\.[a-z_.]+)="?([^",}]*)', point))
        print(" ", *name.groups(), attributes["http.response.status_code"], attributes.get("http.route", "no route"))
PYTHON

export OTEL_METRICS_EXPORTER=console OTEL_TRACES_EXPORTER=none OTEL_LOGS_EXPORTER=none
for mode in "" http/dup; do
  export OTEL_SEMCONV_STABILITY_OPT_IN=$mode
  { echo "Go, ${mode:-default}"; ./see-go | sort; } >> seen
  { echo "Java, ${mode:-default}"; java -javaagent:opentelemetry-javaagent-2.20.1.jar See 2>&1 | python3 told.py | sort; } >> seen
done

cat > expected <<'SEEN'
Go, default
  http.server.request.duration s 200 /orders/{id}
  http.server.request.duration s 404 no route
  instance named: false
Java, default
  http.server.request.duration s 200 /orders
  instance named: true
Go, http/dup
  http.server.request.duration s 200 /orders/{id}
  http.server.request.duration s 404 no route
  instance named: false
Java, http/dup
  http.server.request.duration s 200 /orders
  instance named: true
SEEN

cat seen
diff expected seen && echo "as it was with otelhttp 0.72.0 and the agent 2.20.1"
