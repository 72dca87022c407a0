"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { changedFields, type Draft, rebase } from "@/components/ui/rebase.ts";
import { ApiError } from "@/lib/platform/api-client.ts";

/** Somebody else changed what I am editing: who, which fields were taken over, and which both of us changed. */
export type Conflict<D extends Draft> = {
  by: string | null;
  taken: (keyof D & string)[];
  clashes: { name: keyof D & string; theirs: string }[];
};

type Options<T extends { version: number }, D extends Draft> = {
  stored: T;
  toDraft: (stored: T) => D;
  /** Writes the changed fields against the version they were based on. */
  save: (changed: Partial<D>, version: number) => Promise<unknown>;
  onSaved: () => void;
};

/** A form over something stored. A stale write loses nothing: my changes move on top of theirs and can be saved again. */
export function useDraft<T extends { version: number }, D extends Draft>({ stored, toDraft, save, onSaved }: Options<T, D>) {
  const [base, setBase] = useState(() => toDraft(stored));
  const [version, setVersion] = useState(stored.version);
  const [values, setValues] = useState(base);
  const [conflict, setConflict] = useState<Conflict<D> | null>(null);

  const changed = changedFields(base, values);
  const isChanged = Object.keys(changed).length > 0;
  const write = useMutation({
    mutationFn: () => save(changed, version),
    onSuccess: onSaved,
    onError: (error) => {
      const current = error instanceof ApiError && error.status === 409 ? (error.problem.current as T | undefined) : undefined;
      if (!current) return;
      const theirs = toDraft(current);
      const result = rebase(base, values, theirs);
      setBase(theirs);
      setVersion(current.version);
      setValues(result.values);
      setConflict({
        by: authorOf((error as ApiError).problem.theirChange),
        taken: result.taken,
        clashes: result.clashes.map((name) => ({ name, theirs: theirs[name] as string })),
      });
    },
  });

  const set = <K extends keyof D & string>(name: K, value: D[K]) => {
    setValues((before) => ({ ...before, [name]: value }));
    write.reset();
  };
  return {
    values,
    set,
    changed,
    conflict,
    isChanged,
    isSaving: write.isPending,
    problem: conflict && isConflict(write.error) ? null : write.error,
    submit: () => {
      setConflict(null);
      write.mutate();
    },
  };
}

function isConflict(error: Error | null): boolean {
  return error instanceof ApiError && error.status === 409;
}

function authorOf(change: unknown): string | null {
  const actor = change && typeof change === "object" && "actor" in change ? change.actor : null;
  return actor && typeof actor === "object" && "name" in actor && typeof actor.name === "string" ? actor.name : null;
}
