import { readEnv } from "../../lib/platform/env.ts";
import { LIMITS, startDataplane } from "../dataplane.ts";
import { runMember } from "./member.ts";

/** One of the processes that answer on the public port: a relay of the source beside it. */
runMember(({ secret, sourcePort }, metricsOfAll) => {
  const { HOST: host, DATAPLANE_PORT: port, DATAPLANE_PROCESSES: processes } = readEnv();
  const limits = {
    readsPerSecond: Math.ceil(LIMITS.readsPerSecond / processes),
    reportsPerSecond: Math.ceil(LIMITS.reportsPerSecond / processes),
  };
  const url = `http://127.0.0.1:${sourcePort}`;
  return startDataplane({ upstream: { url, tokens: [secret] }, home: null, host, port, limits, together: { url, metricsOfAll } });
}, true);
