"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "@/components/console/new-key.ts";
import { changedFields, type Draft } from "@/components/ui/rebase.ts";
import type { FormState } from "./form.tsx";

type Options<D extends Draft, R> = {
  empty: D;
  /** Writes it. However often it is tried, the key is the same: it is made once. */
  save: (values: D, key: string) => Promise<R>;
  onSaved: (made: R) => void;
  /** What else changes with a field. */
  follow?: (before: D, name: keyof D & string, value: string) => Partial<D>;
};

/** A form that makes something; `made` is what the server answered. */
export function useNew<D extends Draft, R>({ empty, save, onSaved, follow }: Options<D, R>) {
  const [key] = useState(newKey);
  const [values, setValues] = useState(empty);
  const write = useMutation({ mutationFn: () => save(values, key), onSuccess: onSaved });
  const state: FormState<D> = {
    values,
    set: (name, value) => {
      setValues((before) => ({ ...before, [name]: value, ...follow?.(before, name, value) }));
      write.reset();
    },
    isChanged: Object.keys(changedFields(empty, values)).length > 0,
    isSaving: write.isPending,
    problem: write.error,
    conflict: null,
    submit: () => write.mutate(),
  };
  return { ...state, made: write.data };
}
