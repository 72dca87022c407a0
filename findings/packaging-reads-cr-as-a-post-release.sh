#!/usr/bin/env bash
# PyPI's packaging 26.4 takes the candidates of JBoss and Hibernate, 1.0.0.CR1, for versions of its own: "C" is its
# short form of rc, without a number 0, and "R1" one of its spellings of a post-release. So CR1 is 1.0.0rc0.post1, and
# every CR is earlier than the first RC – CR2 before RC1. To Maven CR1 and RC1 are equal and CR2 is later.
#
# Needs python3 with venv and the registry. Exit 0: seen again as it was. Exit 1: it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check packaging==26.4

venv/bin/python - > seen <<'PYTHON'
from packaging.version import Version

for text in ["1.0.0.CR1", "1.0.0.CR2", "1.0.0.RC1"]:
    print(text, "is", Version(text))
print(sorted(["1.0.0.RC1", "1.0.0.CR2", "1.0.0.CR1", "1.0.0"], key=Version))
PYTHON

cat > expected <<'SEEN'
1.0.0.CR1 is 1.0.0rc0.post1
1.0.0.CR2 is 1.0.0rc0.post2
1.0.0.RC1 is 1.0.0rc1
['1.0.0.CR1', '1.0.0.CR2', '1.0.0.RC1', '1.0.0']
SEEN

cat seen
diff expected seen && echo "as it was with packaging 26.4"
