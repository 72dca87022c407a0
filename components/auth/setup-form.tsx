"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Mark } from "@/components/ui/mark.tsx";
import type { SetupCheck } from "@/lib/members/schema.ts";
import { ApiError, api } from "@/lib/platform/api-client.ts";
import styles from "./auth.module.css";
import { signInWithPassword } from "./authenticate.ts";

const SHORTEST = 8;

/** Name and password, for the first admin the address too; the password alone to join. Signs in afterwards. */
export function SetupForm({ token, check }: { token: string; check: SetupCheck }) {
  const t = useTranslations("auth");
  const first = check.kind === "first-admin";
  const joins = check.kind === "join";
  const [values, setValues] = useState({ name: check.name ?? "", email: check.email ?? "", password: "" });
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const field = (name: keyof typeof values) => ({
    className: "input",
    name,
    required: true,
    value: values[name],
    "aria-invalid": problemOf(error, name) !== null,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.target.value }),
  });

  const submit = async () => {
    setSending(true);
    setError(null);
    try {
      const body = { token, name: values.name, password: values.password, ...(first ? { email: values.email } : {}) };
      const { email } = await api<{ email: string }>("POST", "/setup", { body });
      const signedIn = await signInWithPassword(email, values.password);
      window.location.assign(signedIn.ok ? "/" : "/sign-in");
    } catch (failure) {
      setError(failure as Error);
      setSending(false);
    }
  };

  return (
    <form
      method="post"
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!sending) submit();
      }}
    >
      {!joins && (
        <label>
          <span className="label">{t("setup.name")}</span>
          <input {...field("name")} autoComplete="name" maxLength={200} />
          <FieldProblem text={problemOf(error, "name")} />
        </label>
      )}
      <label>
        <span className="label">{t("email")}</span>
        <input {...field("email")} type="email" autoComplete="username" readOnly={!first} maxLength={254} />
        <FieldProblem text={problemOf(error, "email")} />
      </label>
      <label>
        <span className="label">{t(joins ? "password" : "setup.password")}</span>
        <input
          {...field("password")}
          type="password"
          autoComplete={joins ? "current-password" : "new-password"}
          minLength={SHORTEST}
          maxLength={200}
        />
        <FieldProblem text={problemOf(error, "password")} />
      </label>
      {error && !(error instanceof ApiError && error.problem.errors?.length) && <FieldProblem text={error.message} />}
      <button type="submit" className="btn primary" disabled={sending}>
        {sending ? t("signingIn") : t("setup.start")}
      </button>
    </form>
  );
}

function problemOf(error: Error | null, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  return error.problem.errors?.find(({ path }) => path === field)?.message ?? null;
}

function FieldProblem({ text }: { text: string | null }) {
  if (!text) return null;
  return (
    <span className="error" role="alert">
      <Mark state="bad" />
      {text}
    </span>
  );
}
