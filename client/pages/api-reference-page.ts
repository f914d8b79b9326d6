import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { get } from "../api.ts";
import "../elements/page-problem.ts";
import { t } from "../messages/text.ts";
import { Query } from "../query.ts";
import { Page } from "./page.ts";

interface Call {
  summary: string;
  tags: string[];
  parameters?: { name: string; required: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: { "200": { content: Record<string, { schema: object }> } };
}
interface Reference {
  tags: { name: string }[];
  paths: Record<string, Record<string, Call>>;
}

/** Every call of the API with what it takes and what it answers, read from the portal's own OpenAPI document. */
@customElement("api-reference-page")
export class ApiReferencePage extends Page {
  /** What has been opened: the rest stays unrendered, there is a lot of it. */
  #open = new Set<string>();
  #reference = new Query(this, () => ({
    key: ["api-reference"],
    read: () => get<Reference>("/portal/v1/openapi.json"),
  }));

  protected override pageTitle() {
    return t("reference.title");
  }

  private open(summary: string) {
    this.#open.add(summary);
    this.requestUpdate();
  }

  private renderCall(call: Call) {
    return html`<details class="section" @toggle=${() => this.open(call.summary)}>
      <summary><code translate="no">${call.summary}</code></summary>
      ${this.#open.has(call.summary) ? this.renderSchemas(call) : nothing}
    </details>`;
  }

  private renderSchemas({ parameters = [], requestBody, responses }: Call) {
    const shown = (title: string, content: Record<string, { schema: object }> = {}) =>
      Object.entries(content).map(
        ([type, { schema }]) =>
          html`<h3>${title} <code translate="no">${type}</code></h3>
            <pre tabindex="0" translate="no">${JSON.stringify(schema, null, 2)}</pre>`,
      );
    return html`${
      parameters.length > 0
        ? html`<h3>${t("reference.parameters")}</h3>
            <dl>
              ${parameters.map(
                ({ name, required, schema }) =>
                  html`<dt><code translate="no">${name}</code>${required ? ` ${t("reference.required")}` : nothing}</dt>
                    <dd><code translate="no">${JSON.stringify(schema)}</code></dd>`,
              )}
            </dl>`
        : nothing
    }
    ${shown(t("reference.body"), requestBody?.content)} ${shown(t("reference.answer"), responses["200"].content)}`;
  }

  protected override render() {
    const { data, error } = this.#reference;
    const calls = Object.values(data?.paths ?? {}).flatMap((methods) => Object.values(methods));
    return html`<h1 tabindex="-1">${t("reference.title")}</h1>
      <p>
        ${t("reference.lead")} <a href="/portal/v1/openapi.json" download="openapi.json">${t("reference.download")}</a>
      </p>
      ${error ? html`<page-problem .error=${error}></page-problem>` : nothing}
      ${data ? nothing : html`<p class="skeleton"></p>`}
      ${(data?.tags ?? []).map(
        ({ name }) =>
          html`<section>
            <h2 translate="no">${name}</h2>
            ${calls.filter(({ tags }) => tags.includes(name)).map((call) => this.renderCall(call))}
          </section>`,
      )}`;
  }
}
