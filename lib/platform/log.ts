import pino from "pino";

/** JSON lines on stdout. Headers that carry secrets and query strings never reach it. */
export const log = pino({
  level: process.env.LOG_LEVEL || "info",
  base: { process: process.env.SWITCHYARD_PROCESS ?? "web" },
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: ["authorization", "cookie", "token", "password", "*.authorization", "*.cookie", "*.token", "*.password"],
});
