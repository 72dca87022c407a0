import { databaseUrl, directUrl, readEnv, upstreamOf } from "../../lib/platform/env.ts";
import { hearsThrough } from "../../lib/platform/hears.ts";
import { startDataplane } from "../dataplane.ts";
import { runMember } from "./member.ts";

/** The process that follows Postgres, or the dataplane above, for all those that answer. */
runMember(({ secret, sourcePort }) => {
  const env = readEnv();
  const upstream = upstreamOf(env);
  const fed = upstream ? { upstream } : { databaseUrl: databaseUrl(env), directUrl: directUrl(env), hears: hearsThrough };
  return startDataplane({ ...fed, home: env.SWITCHYARD_HOME, host: "127.0.0.1", port: sourcePort, innerSecret: secret });
}, false);
