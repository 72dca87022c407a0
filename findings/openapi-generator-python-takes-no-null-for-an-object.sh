#!/usr/bin/env bash
# openapi-generator 7.17.0, generator python, OpenAPI 3.1: of {"type": ["string", "null"]} it makes an optional string,
# of {"type": ["object", "null"], …} a model that must be there, so that its own client refuses an answer the document
# allows. Said as anyOf of the object and {"type": "null"}, null is taken.
#
# Needs java, mvn, python3 and their registries. Exit 0: seen again as it was. Exit 1: it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

mvn --batch-mode --quiet dependency:copy -DoutputDirectory=. \
  -Dartifact=org.openapitools:openapi-generator-cli:7.17.0 > mvn.log 2>&1
python3 -m venv python > venv.log 2>&1
python/bin/pip install --quiet --disable-pip-version-check \
  pydantic==2.12.3 urllib3==2.5.0 python-dateutil==2.9.0.post0 typing-extensions==4.15.0 > pip.log 2>&1

cat > document.json <<'JSON'
{
  "openapi": "3.1.0",
  "info": { "title": "changes", "version": "1" },
  "paths": {
    "/changes": {
      "get": {
        "operationId": "getChange",
        "responses": {
          "200": {
            "description": "a change",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Change" } } }
          }
        }
      }
    }
  },
  "components": {
    "schemas": {
      "By": { "type": "object", "required": ["by"], "properties": { "by": { "type": "string" } } },
      "Change": {
        "type": "object",
        "properties": {
          "text": { "type": ["string", "null"] },
          "typed": { "type": ["object", "null"], "required": ["by"], "properties": { "by": { "type": "string" } } },
          "either": { "anyOf": [{ "$ref": "#/components/schemas/By" }, { "type": "null" }] }
        },
        "required": ["text", "typed", "either"]
      }
    }
  }
}
JSON
java -jar openapi-generator-cli-7.17.0.jar generate -i document.json -g python -o client > generate.log 2>&1

cat > see.py <<'PYTHON'
import json

from openapi_client.models.change import Change

WHOLE = {"text": "t", "typed": {"by": "one"}, "either": {"by": "two"}}
for name in [None, "text", "typed", "either"]:
    answer = {**WHOLE, **({name: None} if name else {})}
    try:
        Change.from_json(json.dumps(answer))
        print(name or "nothing", "null: taken")
    except ValueError as error:
        print(name or "nothing", "null: refused,", error.errors()[0]["type"])
PYTHON
(cd client && PYTHONPATH=. ../python/bin/python ../see.py) > seen

cat > expected <<'SEEN'
nothing null: taken
text null: taken
typed null: refused, model_type
either null: taken
SEEN

cat seen
diff expected seen && echo "as it was with openapi-generator 7.17.0"
