import { randomUUID } from "node:crypto";
import { AppError } from "@/lib/platform/errors.ts";
import { problem } from "../_http/problem.ts";

/** Addresses below /api/v1 that nothing else serves. */
function nothingHere(): Response {
  return problem(
    new AppError("not-found", "There is nothing at this address. /api/v1/openapi.json lists what there is."),
    randomUUID(),
  );
}

export { nothingHere as DELETE, nothingHere as GET, nothingHere as PATCH, nothingHere as POST, nothingHere as PUT };
