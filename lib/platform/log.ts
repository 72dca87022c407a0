import pino from "pino";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];
const level = process.env.LOG_LEVEL ?? "";

/** JSON lines on stdout. Headers that carry secrets and query strings never reach it. */
export const log = pino(
  {
    // A level that does not exist is said by whoever reads the environment; it must not end the program here.
    level: LEVELS.includes(level) ? level : "info",
    base: { process: process.env.SWITCHYARD_PROCESS ?? "web" },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ["authorization", "cookie", "token", "password", "*.authorization", "*.cookie", "*.token", "*.password"],
  },
  // Written at once: buffered lines are flushed while a program exits, for ever when nobody reads them any more.
  pino.destination({ fd: 1, sync: true }),
);
