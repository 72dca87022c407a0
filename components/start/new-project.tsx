"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Form } from "@/components/form/form.tsx";
import { useNew } from "@/components/form/use-new.ts";
import { PlainPage } from "@/components/shell/plain-page.tsx";
import { isKey, keyFrom, LONGEST_KEY } from "@/lib/core/text/key.ts";
import { moduleList } from "@/lib/core/text/module-list.ts";
import { createProject } from "@/lib/projects/queries.ts";
import { bodiesOf, useModuleField } from "./module-field.tsx";

/** Makes a project with its first modules, and goes on to it. */
export function NewProject() {
  const t = useTranslations("start");
  const [client] = useState(() => new QueryClient({ defaultOptions: { mutations: { networkMode: "always" } } }));
  return (
    <PlainPage wide>
      <h1 className="lede">{t("title")}</h1>
      <p className="sub">{t("lead")}</p>
      <div style={{ marginTop: 18 }}>
        <QueryClientProvider client={client}>
          <ProjectForm />
        </QueryClientProvider>
      </div>
    </PlainPage>
  );
}

function ProjectForm() {
  const t = useTranslations("start");
  const router = useRouter();
  const state = useNew({
    empty: { name: "", key: "", goal: "", modules: "" },
    save: ({ modules, ...project }, key) => createProject({ ...project, modules: bodiesOf(modules) }, key),
    onSaved: ({ key }) => router.push(`/p/${key}`),
    // The key follows the name until somebody chooses another.
    follow: ({ name, key }, field, value) => (field === "name" && key === keyFrom(name) ? { key: keyFrom(value) } : {}),
  });
  const { name, key, modules } = state.values;
  return (
    <Form
      state={state}
      rows={[
        { name: "name", label: t("name"), kind: "text", attributes: { required: true, maxLength: 200 } },
        {
          name: "key",
          label: t("key"),
          hint: t("keyHint"),
          kind: "text",
          attributes: { required: true, maxLength: LONGEST_KEY, spellCheck: false, autoCapitalize: "off" },
        },
        { name: "goal", label: t("goal"), hint: t("goalHint"), kind: "lines", rows: 2, attributes: { maxLength: 2000 } },
        useModuleField(state, t("modulesHint")),
      ]}
      submit={t("create")}
      ready={name.trim() !== "" && isKey(key) && moduleList(modules).faults.length === 0}
    />
  );
}
