import { useTranslations } from "next-intl";
import { ROLES, type Role } from "@/lib/core/access/policy.ts";
import { ApiError } from "@/lib/platform/api-client.ts";

/** Why a write was not done, or a read failed, in the reader's words where the kind is known. */
export function useProblemText(of: "write" | "read" = "write"): (error: Error) => string {
  const t = useTranslations("problem");
  const words = useTranslations("words");
  return (error) => {
    if (!(error instanceof ApiError)) return t("unknown");
    const { status, problem } = error;
    const role = problem.roleNeeded;
    if (status === 403 && isRole(role)) return t("forbidden", { role: words(`role.${role}`) });
    if (status === 404) return t("gone");
    const kind = /:(overloaded|unavailable)$/.exec(problem.type)?.[1] as "overloaded" | "unavailable" | undefined;
    if (kind) return t(`${kind}.${of}`);
    // The latter is a gateway's word for the same.
    if (status === 0 || status === 503) return t(`unreachable.${of}`);
    if (status >= 500) return t(`internal.${of}`, { requestId: problem.requestId ?? "–" });
    return error.message;
  };
}

export function isRole(role: unknown): role is Role {
  return ROLES.includes(role as Role);
}
