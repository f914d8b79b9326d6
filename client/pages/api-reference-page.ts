import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get } from "../api.ts";
import "../elements/page-problem.ts";
import { t, type MessageKey } from "../messages/text.ts";
import { Query } from "../query.ts";
import { Page } from "./page.ts";

interface Schema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
}
interface Call {
  summary: string;
  parameters?: { name: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: { "200": { content: Record<string, { schema: Schema }> } };
}
interface Reference {
  paths: Record<string, Record<string, Call>>;
}

/** The three faces of the API, by how their paths begin. */
const faces: readonly (readonly [start: string, title: MessageKey])[] = [
  ["/k/v1/", "reference.kintone"],
  ["/v1/", "reference.users"],
  ["/portal/v1/", "reference.portal"],
];

/** A schema in a few words: its type, its choices. */
function typeWords({ type, enum: choices, items }: Schema): string {
  if (choices) return choices.map((one) => JSON.stringify(one)).join(" | ");
  if (type === "array") return `array<${items ? typeWords(items) : "any"}>`;
  return typeof type === "string" ? type : (type?.join(" | ") ?? "any");
}

/** Every call of the API with what it takes and what it answers, read from the portal's own OpenAPI document. */
@customElement("api-reference-page")
export class ApiReferencePage extends Page {
  @state() private words = "";
  /** What has been opened: the rest stays unrendered, there is a lot of it. */
  @state() private opened: ReadonlySet<string> = new Set();
  #reference = new Query(this, () => ({
    key: ["api-reference"],
    read: () => get<Reference>("/portal/v1/openapi.json"),
  }));

  protected override pageTitle() {
    return t("reference.title");
  }

  private renderStart() {
    const example = `curl --cert-type P12 --cert me.p12:PASSWORD \\
  -H "X-Cybozu-API-Token: TOKEN" \\
  "${location.origin}/k/v1/records.json?app=1"`;
    return html`<section class="card stack" aria-labelledby="reference-start">
      <h2 id="reference-start">${t("reference.start")}</h2>
      <ul>
        <li>${t("reference.certificate")}</li>
        <li>${t("reference.token")}</li>
        <li>${t("reference.password")}</li>
      </ul>
      <h3>${t("reference.example")}</h3>
      <pre class="code" tabindex="0" translate="no">${example}</pre>
      <p><a href="/portal/v1/openapi.json" download="openapi.json">${t("reference.download")}</a></p>
    </section>`;
  }

  private renderFields(fields: readonly { name: string; required: boolean; schema: Schema }[]) {
    return html`<div class="table-frame">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">${t("reference.name")}</th>
            <th scope="col">${t("reference.type")}</th>
          </tr>
        </thead>
        <tbody>
          ${fields.map(
            ({ name, required, schema }) =>
              html`<tr>
                <th scope="row"><code translate="no">${name}</code>${required ? t("reference.required") : nothing}</th>
                <td data-label=${t("reference.type")}><code translate="no">${typeWords(schema)}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private renderSchema(title: string, content: Readonly<Record<string, { schema: Schema }>> = {}) {
    return Object.entries(content)
      .filter(([, { schema }]) => Object.keys(schema).length > 0)
      .map(([type, { schema }]) => {
        const fields = Object.entries(schema.properties ?? {}).map(([name, one]) => ({
          ...{ name, schema: one },
          required: schema.required?.includes(name) === true,
        }));
        return html`<h3>${title} <code translate="no">${type}</code></h3>
          ${fields.length > 0 ? this.renderFields(fields) : nothing}
          <details>
            <summary>${t("reference.schema")}</summary>
            <pre class="code" tabindex="0" translate="no">${JSON.stringify(schema, null, 2)}</pre>
          </details>`;
      });
  }

  private renderCall({ summary, parameters = [], requestBody, responses }: Call) {
    const hasNoInput = parameters.length === 0 && !requestBody;
    return html`<details
      class="call"
      @toggle=${(event: ToggleEvent) => {
        if (event.target === event.currentTarget) this.opened = new Set([...this.opened, summary]);
      }}
    >
      <summary><code translate="no">${summary}</code></summary>
      ${
        this.opened.has(summary)
          ? html`<div class="stack call-body">
              ${hasNoInput ? html`<p class="hint">${t("reference.no-input")}</p>` : nothing}
              ${
                parameters.length > 0
                  ? html`<h3>${t("reference.parameters")}</h3>
                      ${this.renderFields(parameters)}`
                  : nothing
              }
              ${this.renderSchema(t("reference.body"), requestBody?.content)}
              ${this.renderSchema(t("reference.answer"), responses["200"].content)}
            </div>`
          : nothing
      }
    </details>`;
  }

  private renderFace(calls: readonly Call[], start: string, title: MessageKey) {
    const own = calls.filter(({ summary }) => summary.split(" ")[1]?.startsWith(start));
    if (own.length === 0) return nothing;
    return html`<section class="section" aria-label=${t(title)}>
      <h2>${t(title)}</h2>
      ${own.map((call) => this.renderCall(call))}
    </section>`;
  }

  protected override render() {
    const { data, error } = this.#reference;
    const wanted = this.words.trim().toLowerCase();
    const calls = Object.values(data?.paths ?? {})
      .flatMap((methods) => Object.values(methods))
      .filter(({ summary }) => summary.toLowerCase().includes(wanted));
    return html`<div class="page-head"><h1 tabindex="-1">${t("reference.title")}</h1></div>
      <div class="stack">
        <p>${t("reference.lead")}</p>
        ${this.renderStart()} ${error ? html`<page-problem .error=${error}></page-problem>` : nothing}
        ${
          data
            ? html`<div>
                <label class="field-label" for="reference-words">${t("reference.filter")}</label>
                <input
                  class="input"
                  type="search"
                  id="reference-words"
                  @input=${(event: Event) => (this.words = (event.target as HTMLInputElement).value)}
                />
                <span class="meta" role="status">${t("reference.count", { n: calls.length })}</span>
              </div>`
            : html`<div class="skeleton tall" aria-busy="true"></div>`
        }
      </div>
      ${faces.map(([start, title]) => this.renderFace(calls, start, title))}`;
  }
}
