import { AppError } from "./errors.ts";

/** What keys are derived from. Throws where none is set: under an empty one anybody could read what is kept. */
export function installationSecret(): string {
  const secret = process.env.NEXTAUTH_SECRET;
  if (secret) return secret;
  throw new AppError("unavailable", "NEXTAUTH_SECRET is not set, so nothing can be kept secret. Nothing was changed.");
}
