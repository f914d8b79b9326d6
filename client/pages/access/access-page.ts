import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { MatrixRow } from "../../../server/records/explaining/read-matrix.ts";
import type { ShownExplanation } from "../../../server/records/explaining/explain.ts";
import { addressOf, ApiError, get } from "../../api.ts";
import { appReading } from "../../app-reading.ts";
import type { Chosen } from "../../elements/entity-picker.ts";
import "../../elements/entity-picker.ts";
import "../../elements/form-field.ts";
import type { ControlFrame } from "../../elements/form-field.ts";
import "../../elements/page-problem.ts";
import { translator } from "../../fields.ts";
import { t } from "../../messages/access-text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import type { App, Mentionable } from "../../wire.ts";
import { Page } from "../page.ts";
import "../admin/admin.css";
import { matrixTable } from "./matrix-table.ts";
import { reasonsOf, summaryOf } from "./explanation-words.ts";

/** Why a person may or may not do something in an app, for those who manage it. What is asked stands in the address. */
@customElement("access-page")
export class AccessPage extends Page {
  @state() private person: readonly Chosen[] | undefined;
  @state() private errors: Readonly<Record<"user" | "record", string>> = { user: "", record: "" };
  @query("#access-record") private recordBox?: HTMLInputElement;
  @query("#access-field") private fieldBox?: HTMLSelectElement;
  #app = new Query<App>(this, () => appReading(this.appId));
  #told = new Query<ShownExplanation>(this, () => {
    const [user, record, field] = ["user", "record", "field"].map((name) => this.route.query.get(name) ?? "");
    if (!user) return null;
    return {
      key: ["app", this.appId, "access", user, record, field],
      read: () => get("/portal/v1/access/explain.json", { app: this.appId, user, record, field }),
    };
  });

  #everybody = new Query<{ people: MatrixRow[]; next: number | null }>(this, () => {
    const [user, record, offset] = ["user", "record", "offset"].map((name) => this.route.query.get(name) ?? "");
    if (user) return null;
    return {
      key: ["app", this.appId, "access-matrix", record, offset],
      read: () => get("/portal/v1/access/matrix.json", { app: this.appId, record, offset }),
    };
  });

  private get appId(): string {
    return this.route.params["app"] ?? "";
  }

  protected override pageTitle() {
    const app = this.#app.data;
    return app
      ? `${translator(app)(app.name)}${t("access.colon")}${t("access.title")}`
      : this.#app.error
        ? t("access.title")
        : undefined;
  }

  protected override hasProblems() {
    return Object.values(this.errors).some(Boolean);
  }

  /** Whoever is asked about: just chosen, or named in the address. */
  private get chosen(): readonly Chosen[] {
    if (this.person) return this.person;
    const user = this.route.query.get("user");
    return user ? [{ code: user, name: this.#told.data?.user.name ?? user }] : [];
  }

  private async ask(event: Event) {
    event.preventDefault();
    const [person] = this.chosen;
    // A record number may have the code of its app before it.
    const record = (this.recordBox?.value ?? "")
      .normalize("NFKC")
      .trim()
      .replace(/^.+-(?=\d+$)/, "");
    this.errors = {
      user: person ? "" : t("access.missing-person"),
      record: /^\d{0,18}$/.test(record) ? "" : t("access.wrong-record"),
    };
    if (this.hasProblems() || !person) {
      this.querySelector<HTMLElement>(person ? "#access-record" : "#access-user")?.focus();
      return;
    }
    const field = record ? this.fieldBox?.value : "";
    await navigate(addressOf(`/apps/${this.appId}/access`, { user: person.code, record, field }), { replace: true });
  }

  private async findPeople(words: string): Promise<Mentionable[]> {
    const path = "/portal/v1/access/people.json";
    return (await get<{ people: Mentionable[] }>(path, { app: this.appId, q: words })).people;
  }

  protected override render() {
    const app = this.#app.data;
    if (!app) {
      return this.#app.error
        ? html`<h1 tabindex="-1">${t("access.title")}</h1>
            <page-problem .error=${this.#app.error}></page-problem>`
        : html`<div aria-busy="true"></div>`;
    }
    return html`<p><a href="/apps/${app.id}">${t("access.back")}</a></p>
      <h1 tabindex="-1">${this.pageTitle()}</h1>
      <p class="meta">${t("access.lead")}</p>
      <div class="section">${this.renderForm(app)}</div>
      <div
        role="status"
        class="section stack"
        aria-busy=${this.route.query.has("user") ? this.#told.isPending : this.#everybody.isPending}
      >
        ${this.route.query.has("user") ? this.renderAnswer() : this.renderEverybody()}
      </div>`;
  }

  private renderForm(app: App) {
    const { query: asked } = this.route;
    const fields = Object.values(app.fields.properties);
    return html`<form class="stack" @submit=${this.ask} novalidate>
      <form-field
        for="access-user"
        label=${t("access.person")}
        required
        .error=${this.errors.user}
        .control=${({ id, describedBy, invalid }: ControlFrame) =>
          html`<entity-picker
            .controlId=${id}
            .label=${t("access.person")}
            .describedBy=${describedBy}
            .invalid=${invalid}
            .find=${(words: string) => this.findPeople(words)}
            .chosen=${this.chosen}
            @value-change=${({ detail }: CustomEvent<Chosen[]>) => (this.person = detail.slice(-1))}
          ></entity-picker>`}
      ></form-field>
      <form-field
        for="access-record"
        label=${t("access.record")}
        support=${t("access.record-support")}
        .error=${this.errors.record}
        .control=${({ id, describedBy, invalid }: ControlFrame) =>
          html`<input
            class="input"
            id=${id}
            inputmode="numeric"
            autocomplete="off"
            maxlength="18"
            aria-describedby=${describedBy || nothing}
            aria-invalid=${invalid}
            .value=${asked.get("record") ?? ""}
          />`}
      ></form-field>
      <form-field
        for="access-field"
        label=${t("access.field")}
        support=${t("access.field-support")}
        .control=${({ id, describedBy }: ControlFrame) =>
          html`<select class="select" id=${id} aria-describedby=${describedBy || nothing}>
            <option value="">${t("access.field-none")}</option>
            ${fields.map(
              ({ code, label }) =>
                html`<option value=${code} ?selected=${code === asked.get("field")}>${label || code}</option>`,
            )}
          </select>`}
      ></form-field>
      <div class="buttons"><button class="button filled">${t("access.ask")}</button></div>
    </form>`;
  }

  private renderFailure(error: Error) {
    const status = error instanceof ApiError ? error.status : 0;
    const words = status === 403 ? t("access.refused") : status === 404 ? t("access.nothing") : "";
    return words ? html`<p class="notice warn">${words}</p>` : html`<page-problem .error=${error}></page-problem>`;
  }

  private renderEverybody(): TemplateResult | typeof nothing {
    const { data, error } = this.#everybody;
    if (error) return this.renderFailure(error);
    if (!data) return nothing;
    const record = this.route.query.get("record") ?? "";
    const more = addressOf(`/apps/${this.appId}/access`, { record, offset: data.next });
    return html`<h2>${t("access.everybody")}</h2>
      ${matrixTable(data.people, this.appId, record)}
      ${data.next === null ? nothing : html`<p><a class="button" href=${more}>${t("access.more")}</a></p>`}`;
  }

  private renderAnswer(): TemplateResult | typeof nothing {
    const { data: told, error } = this.#told;
    if (error) return this.renderFailure(error);
    if (!told) return nothing;
    return html`<section class="card stack">
        <h2>${t("access.summary", { name: told.user.name || told.user.code })}</h2>
        ${told.user.isActive ? nothing : html`<p class="notice warn">${t("access.inactive")}</p>`}
        ${told.record ? html`<p><a href="/apps/${this.appId}/records/${told.record.id}">${told.record.title}</a></p>` : nothing}
        <dl class="pairs">
          ${summaryOf(told).map(
            ({ right, words }) =>
              html`<div>
                <dt>${right}</dt>
                <dd>${words}</dd>
              </div>`,
          )}
        </dl>
        <p><a href=${addressOf(`/apps/${this.appId}/access`, { record: told.record?.id })}>${t("access.all")}</a></p>
      </section>
      ${reasonsOf(told).map(
        ({ title, sentences }) =>
          html`<section class="card stack">
            <h2>${title}</h2>
            <ul>
              ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
            </ul>
          </section>`,
      )}`;
  }
}
