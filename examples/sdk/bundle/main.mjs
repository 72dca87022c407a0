// Uses one function alone: a bundler leaves everything else out.
import { isNewer } from "@switchyard/sdk";

console.log(isNewer({ counter: 2, writer: "a" }, { counter: 1, writer: "b" }));
