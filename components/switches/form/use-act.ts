import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useAnnounce } from "@/components/console/announcer.tsx";
import { newKey } from "@/components/console/new-key.ts";
import { actKey } from "@/components/switches/act-key.ts";
import { ApiError } from "@/lib/platform/api-client.ts";
import type { Stored } from "@/lib/switches/queries/acts.ts";
import { switchKeys } from "@/lib/switches/queries/keys.ts";

/** Sends one write. What is stored is read again before it is shown; nothing is shown in advance. */
export function useAct(module: string, onStored: (stored: Stored) => void) {
  const client = useQueryClient();
  const announce = useAnnounce();
  const t = useTranslations("switches");
  return useMutation<Stored, Error, (idempotencyKey: string) => Promise<Stored>>({
    mutationKey: actKey(module),
    mutationFn: (call) => call(newKey()),
    onSuccess: async (stored) => {
      await refresh(client);
      const last = stored.changes.at(-1);
      if (last) announce(t("storedAs", { name: last.change.switch, version: last.version }));
      onStored(stored);
    },
    onError: () => refresh(client),
  });
}

async function refresh(client: ReturnType<typeof useQueryClient>): Promise<void> {
  await Promise.all([client.invalidateQueries({ queryKey: switchKeys.all }), client.invalidateQueries({ queryKey: ["audit"] })]);
}

export type Attempt = { at: number; error: Error };

const INSIST_FOR_MS = 30_000;
const BETWEEN_MS = 3000;

/**
 * Like useAct, for rollbacks: while the server cannot be reached it tries again for 30 s and lists every
 * attempt. All attempts carry one idempotency key, so a lost answer cannot roll back twice.
 */
export function useInsistentAct(module: string, onStored: (stored: Stored) => void) {
  const [attempts, setAttempts] = useState<Attempt[]>([]);
  const gone = useRef(false);
  const act = useAct(module, onStored);

  const insist = (call: (idempotencyKey: string) => Promise<Stored>) => {
    setAttempts([]);
    gone.current = false;
    act.mutate(async (key) => {
      const giveUp = Date.now() + INSIST_FOR_MS;
      for (;;) {
        try {
          return await call(key);
        } catch (error) {
          if (!isUnreachable(error)) throw error;
          setAttempts((made) => [...made, { at: Date.now(), error }]);
          if (gone.current || Date.now() + BETWEEN_MS > giveUp) throw error;
          await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
        }
      }
    });
  };
  const stop = () => {
    gone.current = true;
  };
  return { act, attempts, insist, stop };
}

function isUnreachable(error: unknown): error is ApiError {
  return (
    error instanceof ApiError && (error.status === 0 || error.status === 502 || error.status === 503 || error.status === 504)
  );
}
