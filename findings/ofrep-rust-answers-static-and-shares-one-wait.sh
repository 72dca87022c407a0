#!/usr/bin/env bash
# Rust's OFREP provider (open-feature-ofrep 0.1.2 with open-feature 0.3.0) keeps value and variant of an answer and
# nothing else of it: the reason is always "Static", the metadata are empty, and a 400 is "InvalidContext" whatever
# errorCode it names. One 429 silences every provider of the process, also those of other addresses, until its
# Retry-After has passed. An attribute that is a struct arrives as the text "Any { .. }".
#
# Needs cargo, python3 and the registry of crates. Exit 0: seen again as it was. Exit 1: it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT
servers=()
cd "$folder"

cat > answers.py <<'PYTHON'
import http.server
import json
import sys

ANSWERS = {
    "ready": (200, {"key": "ready", "value": "new", "variant": "new", "reason": "SPLIT", "metadata": {"share": "25"}}),
    "needs-key": (400, {"key": "needs-key", "errorCode": "TARGETING_KEY_MISSING", "errorDetails": "no targetingKey"}),
    "busy": (429, {}),
}


class Answers(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        context = json.loads(body)["context"]
        if context:
            print(json.dumps(context, sort_keys=True), file=sys.stderr, flush=True)
        status, answer = ANSWERS[self.path.rsplit("/", 1)[1]]
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        if status == 429:
            self.send_header("retry-after", "30")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
print(server.server_port, flush=True)
server.serve_forever()
PYTHON
for each in one two; do
  python3 answers.py > "$each.port" 2> "$each.contexts" &
  servers+=($!)
  until [ -s "$each.port" ]; do sleep 0.1; done
done

cat > Cargo.toml <<'TOML'
[package]
name = "see"
version = "0.0.0"
edition = "2021"

[dependencies]
open-feature = "=0.3.0"
open-feature-ofrep = "=0.1.2"
tokio = { version = "1", features = ["macros", "rt"] }
TOML
mkdir src
cat > src/main.rs <<'PROGRAM'
use open_feature::provider::FeatureProvider;
use open_feature::{EvaluationContext, EvaluationContextFieldValue, StructValue};
use open_feature_ofrep::{OfrepOptions, OfrepProvider};
use std::sync::Arc;

async fn provider(port: &str) -> OfrepProvider {
    let base_url = format!("http://127.0.0.1:{port}");
    OfrepProvider::new(OfrepOptions { base_url, ..Default::default() }).await.unwrap()
}

async fn see(name: &str, provider: &OfrepProvider, flag: &str, context: &EvaluationContext) {
    match provider.resolve_string_value(flag, context).await {
        Ok(answer) => println!(
            "{name} {flag}: {} {:?} {:?}, {} of the metadata",
            answer.value,
            answer.variant,
            answer.reason,
            answer.flag_metadata.map_or(0, |metadata| metadata.values.len())
        ),
        Err(error) => println!("{name} {flag}: {:?}", error.code),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let ports: Vec<String> = std::env::args().skip(1).collect();
    let (one, two) = (provider(&ports[0]).await, provider(&ports[1]).await);
    let nobody = EvaluationContext::default();
    see("one", &one, "ready", &nobody).await;
    see("one", &one, "needs-key", &nobody).await;
    let plan = StructValue::default().with_field("tier", "gold");
    let somebody = EvaluationContext::default().with_targeting_key("user-1").with_custom_field("plan", EvaluationContextFieldValue::Struct(Arc::new(plan)));
    see("one", &one, "ready", &somebody).await;
    see("two", &two, "ready", &nobody).await;
    see("one", &one, "busy", &nobody).await;
    see("two", &two, "ready", &nobody).await;
}
PROGRAM
cargo build --quiet > cargo.log 2>&1 || { cat cargo.log; exit 2; }

./target/debug/see "$(cat one.port)" "$(cat two.port)" > seen
echo "context: $(cat one.contexts)" >> seen
cat seen

cat > expected <<'SEEN'
one ready: new Some("new") Some(Static), 0 of the metadata
one needs-key: InvalidContext
one ready: new Some("new") Some(Static), 0 of the metadata
two ready: new Some("new") Some(Static), 0 of the metadata
one busy: General("Rate limit exceeded")
two ready: General("Rate limit exceeded")
context: {"plan": "Any { .. }", "targetingKey": "user-1"}
SEEN
diff expected seen && echo "as it was with open-feature-ofrep 0.1.2"
