import json
import os
import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

endpoint = os.environ.get("OFREP_ENDPOINT", "http://127.0.0.1:3001")
bearer = {"Authorization": f"Bearer {os.environ['SWITCHYARD_TOKEN']}"}
api.set_provider(OFREPProvider(endpoint, headers_factory=lambda: bearer))

switches = api.get_client()
key, *subjects = sys.argv[1:]
for subject in subjects:
    details = switches.get_string_details(key, "old", EvaluationContext(subject))
    answer = {"key": key, "value": details.value, "variant": details.variant, "reason": details.reason}
    print(json.dumps({**answer, "errorCode": details.error_code}))
