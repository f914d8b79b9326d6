import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import { get } from "../../api.ts";
import { appReading } from "../../app-reading.ts";
import { presentMoment } from "../../clock.ts";
import "../../elements/error-summary.ts";
import type { FormProblem } from "../../elements/error-summary.ts";
import { icon } from "../../elements/icons.ts";
import "../../elements/modal-dialog.ts";
import { translator } from "../../fields.ts";
import { locale, t } from "../../messages/text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import type { App, Person } from "../../wire.ts";
import { listAddress } from "../list-state.ts";
import { Page } from "../page.ts";
import "./bin-preview.ts";
import { missingWords, restoreProblems, restoreRecords } from "./restore-records.ts";

/** How long deleted records stay, and how many the server lists at once. */
const [keptDays, pageSize] = [30, 50];
const lastPage = 10_000 / pageSize;

interface Binned {
  id: string;
  title: string;
  deletedAt: string;
  deletedBy: Person | null;
  purgedAt: string;
}

/** The deleted records of an app: who deleted them and when, a look inside, and the way back. */
@customElement("bin-page")
export class BinPage extends Page {
  @state() private selected: ReadonlySet<string> = new Set();
  @state() private shown: Binned | undefined;
  @state() private problems: readonly FormProblem[] = [];
  /** Said after records came back; `record` when it was one, to open it. */
  @state() private restored: { words: string; missing: string; record?: string } | undefined;
  @state() private isSending = false;
  #app = new Query(this, () => appReading(this.appId));
  #bin = new Query<{ records: Binned[]; older: boolean }>(this, () => ({
    key: ["bin", this.appId, "page", String(this.page)],
    keepsPrevious: true,
    read: () => get("/portal/v1/bin.json", { app: this.appId, offset: (this.page - 1) * pageSize }),
  }));

  private get appId(): string {
    return this.route.params["app"] ?? "";
  }

  private get page(): number {
    return Math.max(1, Math.min(lastPage, Math.floor(Number(this.route.query.get("page") ?? 1)) || 1));
  }

  protected override pageTitle() {
    const app = this.#app.data;
    if (this.#app.error) return t("problem.title");
    return app && t("bin.title", { app: translator(app)(app.name) });
  }

  private goTo(page: number) {
    this.selected = new Set();
    void navigate(`/apps/${this.appId}/bin${page > 1 ? `?page=${page}` : ""}`);
  }

  private async restore(app: App, records: readonly Binned[]) {
    if (this.isSending || records.length === 0) return;
    this.isSending = true;
    this.shown = undefined;
    this.problems = [];
    this.restored = undefined;
    try {
      const restored = await restoreRecords(
        app.id,
        records.map(({ id }) => id),
      );
      const [one] = records;
      const missing = missingWords(app, restored);
      this.restored =
        one && records.length === 1
          ? { words: t("bin.restored", { title: one.title }), missing, record: one.id }
          : { words: t("bin.restored-n", { n: records.length }), missing };
      this.selected = new Set();
      await this.updateComplete;
      this.querySelector<HTMLElement>(".notice.ok")?.focus();
    } catch (error) {
      this.problems = restoreProblems(app, error as Error);
      void this.#bin.again();
    } finally {
      this.isSending = false;
    }
  }

  private select(ids: readonly string[], isOn: boolean) {
    const next = new Set(this.selected);
    for (const id of ids)
      if (isOn) next.add(id);
      else next.delete(id);
    this.selected = next;
  }

  private renderCheckbox(ids: readonly string[], words: string) {
    const count = ids.filter((id) => this.selected.has(id)).length;
    return html`<label class="check-cell">
      <input
        type="checkbox"
        .checked=${ids.length > 0 && count === ids.length}
        .indeterminate=${count > 0 && count < ids.length}
        @change=${(event: Event) => this.select(ids, (event.target as HTMLInputElement).checked)}
      />
      <span class="visually-hidden">${words}</span>
    </label>`;
  }

  private renderRow(app: App, one: Binned) {
    const { id, title, deletedAt, deletedBy, purgedAt } = one;
    const days = Math.ceil((Date.parse(purgedAt) - presentMoment().getTime()) / 86_400_000);
    return html`<tr>
      <th scope="row">
        <span class="bin-name">
          ${this.renderCheckbox([id], t("bin.select", { title }))}
          <button type="button" class="as-link" @click=${() => (this.shown = one)}>
            ${title}<span class="visually-hidden">（${t("bin.look")}）</span>
          </button>
        </span>
      </th>
      <td data-label=${t("bin.by")}>${deletedBy?.name ?? t("reason.somebody")}</td>
      <td data-label=${t("bin.at")}><time datetime=${deletedAt}>${showInstant(deletedAt, locale(), true)}</time></td>
      <td data-label=${t("bin.left")}>
        <span class=${days <= 3 ? "tag warn" : ""}>${t("bin.days", { n: days })}</span>
      </td>
      <td>
        <button
          type="button"
          class="button small"
          ?disabled=${this.isSending}
          @click=${() => void this.restore(app, [one])}
        >
          ${t("bin.restore")}<span class="visually-hidden">${title}</span>
        </button>
      </td>
    </tr>`;
  }

  private renderTable(app: App, records: readonly Binned[]) {
    const ids = records.map(({ id }) => id);
    const chosen = records.filter(({ id }) => this.selected.has(id));
    return html`<div class="bin-select">
        ${this.renderCheckbox(ids, t("bin.select-all"))}
        <span aria-hidden="true">${t("bin.select-all")}</span>
        <button
          type="button"
          class="button filled"
          ?disabled=${chosen.length === 0 || this.isSending}
          @click=${() => void this.restore(app, chosen)}
        >
          ${t("bin.restore-n", { n: chosen.length })}
        </button>
      </div>
      <div class="table-frame" tabindex="0" role="region" aria-label=${t("bin.list")}>
        <table class="table middle">
          <thead>
            <tr>
              <th scope="col">${t("bin.record")}</th>
              <th scope="col">${t("bin.by")}</th>
              <th scope="col">${t("bin.at")}</th>
              <th scope="col">${t("bin.left")}</th>
              <th scope="col"><span class="visually-hidden">${t("table.acts")}</span></th>
            </tr>
          </thead>
          <tbody>
            ${records.map((one) => this.renderRow(app, one))}
          </tbody>
        </table>
      </div>`;
  }

  private renderPager(older: boolean) {
    if (this.page === 1 && !older) return nothing;
    return html`<nav class="pager" aria-label=${t("list.pages")}>
      <button type="button" class="button" ?disabled=${this.page <= 1} @click=${() => this.goTo(this.page - 1)}>
        ${icon("back")}${t("bin.newer")}
      </button>
      <button
        type="button"
        class="button"
        ?disabled=${!older || this.page >= lastPage}
        @click=${() => this.goTo(this.page + 1)}
      >
        ${t("bin.older")}${icon("forward")}
      </button>
    </nav>`;
  }

  private renderPreview(app: App) {
    const { shown } = this;
    return html`<modal-dialog
      wide
      .heading=${shown?.title ?? ""}
      .open=${shown !== undefined}
      .body=${shown ? html`<bin-preview .app=${app} .record=${shown.id}></bin-preview>` : nothing}
      .foot=${html`<button type="button" class="button large" @click=${() => (this.shown = undefined)}>
          ${t("dialog.close")}
        </button>
        <button type="button" class="button filled large" @click=${() => shown && void this.restore(app, [shown])}>
          ${t("bin.restore")}
        </button>`}
      @dialog-close=${() => (this.shown = undefined)}
    ></modal-dialog>`;
  }

  private renderRestored() {
    const { restored } = this;
    if (!restored) return nothing;
    return html`<div class="notice ok" tabindex="-1">
      <span>${icon("check")} ${restored.words}</span>
      ${restored.missing ? html`<strong>${restored.missing}</strong>` : nothing}
      ${restored.record ? html`<a href="/apps/${this.appId}/records/${restored.record}">${t("bin.open")}</a>` : nothing}
    </div>`;
  }

  protected override render() {
    const app = this.#app.data;
    const { data, error } = this.#bin;
    const problem = this.#app.error ?? error;
    if (problem)
      return html`<h1 tabindex="-1">${t("problem.title")}</h1>
        <page-problem .error=${problem}></page-problem>`;
    if (!app || !data) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    return html`<nav aria-label=${t("app.crumbs")}>
        <ol class="crumbs">
          <li><a href="/">${t("header.home")}</a></li>
          <li><a href=${listAddress(app.id)}>${translator(app)(app.name)}</a></li>
        </ol>
      </nav>
      <div class="page-head"><h1 tabindex="-1">${this.pageTitle()}</h1></div>
      <div class="stack" aria-busy=${this.#bin.isStale}>
        <p class="hint">${t("bin.lead", { n: keptDays })}</p>
        <error-summary .problems=${this.problems}></error-summary>
        ${this.renderRestored()}
        ${
          data.records.length > 0
            ? this.renderTable(app, data.records)
            : html`<div class="empty">
                <p>${t("bin.empty")}</p>
                <a class="button" href=${listAddress(app.id)}>${t("bin.back")}</a>
              </div>`
        }
        ${this.renderPager(data.older)}
      </div>
      ${this.renderPreview(app)}`;
  }
}
