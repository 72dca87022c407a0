import { useTranslations } from "next-intl";
import { type Call, type Document, jsonSchema, parametersOf } from "@/lib/core/openapi/document.ts";
import { type Field, fieldsOf, meaningOf, typeOf } from "@/lib/core/openapi/fields.ts";
import { inlines } from "@/lib/core/text/markdown.ts";
import styles from "./docs.module.css";
import { Code, Markdown } from "./markdown.tsx";

const leadsNowhere = () => null;

/** One call: what it is for, what goes in, what comes back, how it can fail, and a line that makes it. */
export function CallPage({ document, call, curl }: { document: Document; call: Call; curl: string }) {
  const t = useTranslations("docs");
  const { operation } = call;
  const body = operation.requestBody ? jsonSchema(operation.requestBody) : null;
  const answers = Object.entries(operation.responses);
  const done = answers.find(([status]) => status.startsWith("2"));
  const answer = done ? jsonSchema(done[1]) : null;
  const parameters = parametersOf(document, operation).map(({ name, in: where, required = false, description, schema = {} }) => ({
    path: `${name} (${where})`,
    type: typeOf(document, schema),
    required,
    means: description ?? meaningOf(document, schema),
  }));
  return (
    <>
      <h1 className="lede" lang="en">
        {operation.summary}
      </h1>
      <p className={styles.method} style={{ overflowWrap: "anywhere" }}>
        {call.method} /api/v1{call.path}
      </p>
      {operation.description && <Told text={operation.description} />}
      <Part title={t("example")}>
        <Code text={curl} />
      </Part>
      {parameters.length > 0 && (
        <Part title={t("parameters")}>
          <Fields fields={parameters} />
        </Part>
      )}
      {body && (
        <Part title={t("body")}>
          <Fields fields={fieldsOf(document, body)} />
        </Part>
      )}
      {done && (
        <Part title={t("answer", { status: done[0] })}>
          {answer ? <Fields fields={fieldsOf(document, answer)} /> : <p>{t("noBody")}</p>}
        </Part>
      )}
      <Part title={t("problems")}>
        <ul className={styles.list}>
          {answers
            .filter(([status]) => !status.startsWith("2"))
            .map(([status, { description = "" }]) => (
              <li key={status}>
                <b>{status}</b> <span lang="en">{description.replaceAll("`", "")}</span>
              </li>
            ))}
        </ul>
      </Part>
    </>
  );
}

function Told({ text }: { text: string }) {
  return <Markdown blocks={[{ is: "paragraph", text: inlines(text) }]} linkOf={leadsNowhere} />;
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className={styles.group}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

function Fields({ fields }: { fields: readonly Field[] }) {
  const t = useTranslations("docs");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles.wide} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("field")}</th>
            <th scope="col">{t("type")}</th>
            <th scope="col">{t("means")}</th>
          </tr>
        </thead>
        <tbody lang="en">
          {fields.map(({ path, type, required, means }) => (
            <tr key={path}>
              <th scope="row" className="mono">
                {path}
                {required && <span className="dim"> *</span>}
              </th>
              <td className="mono">{type}</td>
              <td>{means}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small mute">{t("required")}</p>
    </div>
  );
}
