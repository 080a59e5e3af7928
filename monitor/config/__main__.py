"""Print the JSON Schema: `python -m monitor.config > docs/sources.schema.json`."""

import json
import sys

from monitor.config.schema import schema

json.dump(schema(), sys.stdout, indent=2, ensure_ascii=False)
sys.stdout.write("\n")
