#!/usr/bin/env bash
# npm's semver 7.8.6 compares numeric pre-release identifiers as doubles, although it keeps their text: two builds
# named by a timestamp to the millisecond, 1.0.0-20261130121212345 and …346, are the same to it. compare says 0,
# and maxSatisfying picks whichever comes first. By the specification numbers are compared numerically, of any length;
# Go's golang.org/x/mod/semver does that.
#
# Needs node, npm and the registry. Exit 0: seen again as it was. Exit 1: it has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > npm.log
npm install --silent --no-audit --no-fund semver@7.8.6 >> npm.log

node -e '
const semver = require("semver");
const [first, second] = ["1.0.0-20261130121212345", "1.0.0-20261130121212346"];
const any = { includePrerelease: true };
console.log("valid", semver.valid(first), semver.valid(second));
console.log("compare", semver.compare(first, second));
console.log("maxSatisfying", semver.maxSatisfying([first, second], "*", any), semver.maxSatisfying([second, first], "*", any));
' > seen

cat > expected <<'SEEN'
valid 1.0.0-20261130121212345 1.0.0-20261130121212346
compare 0
maxSatisfying 1.0.0-20261130121212345 1.0.0-20261130121212346
SEEN

cat seen
diff expected seen && echo "as it was with semver 7.8.6"
