import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get } from "../api.ts";
import { appReading } from "../app-reading.ts";
import { fromQuery, toQuery, type Filter } from "../conditions.ts";
import "../elements/data-grid.ts";
import type { GridColumn, GridRow } from "../elements/data-grid.ts";
import "../elements/menu-button.ts";
import { icon } from "../elements/icons.ts";
import { toast } from "../elements/toast-stack.ts";
import { isIme, isTyping } from "../is-ime.ts";
import { clauseProblem, settled, splitsDay } from "../filter-values.ts";
import { fieldOf, recordTitle, showValue, translator } from "../fields.ts";
import { watchPlace } from "../live.ts";
import { t } from "../messages/text.ts";
import { Query } from "../query.ts";
import { navigate } from "../router.ts";
import { hasShortcuts, knownSession } from "../session.ts";
import type { App, RecordList } from "../wire.ts";
import "./faq-list.ts";
import { namesReading } from "./filter-names.ts";
import { chartMenu, countWords, emptyList, filterChips, listPager, type Go } from "./list-parts.ts";
import {
  askedOf,
  columnCodes,
  lastOffset,
  listViews,
  ownTurn,
  pageSize,
  readState,
  rememberList,
  sortOf,
  stateAddress,
  type ListState,
} from "./list-state.ts";
import { Page } from "./page.ts";

/** The records of an app: saved views, filter, sort, search, pages of 100; everything chosen stands in the address. */
@customElement("list-page")
export class ListPage extends Page {
  @state() private filterIsOpen = false;
  @state() private draft: Filter | undefined;
  @state() private isSavingView = false;
  @state() private filterProblem = "";
  #app = new Query(this, () => appReading(this.appId));
  #records = new Query<RecordList>(this, () => {
    const app = this.#app.data;
    if (!app || app.id !== this.appId || this.readsAsFaq(app)) return null;
    const state = this.listState(app);
    const { search, page } = state;
    const { view, query } = askedOf(app, state);
    // The server knows no order of a view that only this page knows.
    const sort =
      state.sort || (view === state.view ? "" : (listViews(app).find(({ name }) => name === state.view)?.sort ?? ""));
    return {
      key: ["records", app.id, view, query, search, sort, String(page)],
      keepsPrevious: true,
      read: () =>
        get<RecordList>("/portal/v1/records.json", {
          app: app.id,
          view,
          query,
          search,
          sort,
          offset: (page - 1) * pageSize,
          limit: pageSize,
          totalCount: true,
        }),
    };
  });
  /** Renders the conditions once more when their names are there. */
  protected readonly names = new Query(this, () =>
    this.#app.data ? namesReading(this.#app.data, this.route.query.get("q") ?? "") : null,
  );
  #unwatch: (() => void) | undefined;
  #watched = "";

  private get appId(): string {
    return this.route.params["app"] ?? "";
  }

  private listState(app: App): ListState {
    return readState(app, this.route.query);
  }

  override connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.onKey);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onKey);
    this.#unwatch?.();
    this.#watched = "";
  }

  protected override pageTitle() {
    const app = this.#app.data;
    return app?.id === this.appId ? translator(app)(app.name) : this.#app.error ? t("problem.title") : undefined;
  }

  protected override willUpdate() {
    super.willUpdate();
    if (this.#watched !== this.appId) {
      this.#unwatch?.();
      this.#watched = this.appId;
      this.#unwatch = watchPlace({ app: this.appId });
    }
    const app = this.#app.data;
    if (app?.waiting) void import("./waiting-notice.ts");
    const list = this.#records.data;
    if (app && list && !this.#records.isStale) {
      const listState = this.listState(app);
      rememberList({
        app: app.id,
        ids: list.records.map((record) => String(record["$id"]?.value)),
        offset: (listState.page - 1) * pageSize,
        total: list.totalCount === null ? undefined : Number(list.totalCount),
        address: stateAddress(app, listState),
      });
    }
  }

  private onKey = (event: KeyboardEvent) => {
    const app = this.#app.data;
    if (!app || isIme(event) || isTyping(event) || !hasShortcuts() || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (document.querySelector("dialog[open]")) return;
    const { page } = this.listState(app);
    if (event.key === "c" && app.rights.add) void navigate(`/apps/${app.id}/new`);
    if (event.key === "n" && this.#records.data && this.lastPage > page) this.go({ page: page + 1 });
    if (event.key === "p" && page > 1) this.go({ page: page - 1 });
  };

  private go(change: Partial<ListState>, app = this.#app.data) {
    if (app) void navigate(stateAddress(app, { ...this.listState(app), page: 1, ...change }));
  }

  private get total(): number {
    return Number(this.#records.data?.totalCount ?? 0);
  }

  private get lastPage(): number {
    return Math.max(1, Math.min(Math.ceil(this.total / pageSize), lastOffset / pageSize));
  }

  private columns(app: App, view: string): GridColumn[] {
    const translate = translator(app);
    return columnCodes(app, view).map((code) => {
      const field = app.fields.properties[code];
      return {
        code,
        label: translate(field?.label ?? ""),
        isSortable: field?.isSortable === true,
        isNumber: ["NUMBER", "CALC", "RECORD_NUMBER"].includes(field?.type ?? ""),
      };
    });
  }

  private rows(app: App, list: RecordList, columns: readonly GridColumn[]): GridRow[] {
    return list.records.map((record) => {
      const id = String(record["$id"]?.value);
      return {
        id,
        href: `/apps/${app.id}/records/${id}`,
        title: recordTitle(app, record),
        cells: columns.map(({ code }) => {
          const field = fieldOf(app, code);
          return field && record[code] ? showValue(app, field, record[code].value, true, id) : nothing;
        }),
      };
    });
  }

  private renderTools(app: App, shown: ListState) {
    const views = listViews(app);
    const translate = translator(app);
    const list = this.#records.data;
    const words = list ? countWords(shown.page, list.records.length, this.total) : nothing;
    const count = fromQuery(shown.query)?.clauses.length ?? (shown.query ? 1 : 0);
    return html`<div class="list-tools dense">
      <label class="inline-field">
        <span>${t("list.view")}</span>
        <select
          class="select"
          @change=${(event: Event) => this.go({ view: (event.target as HTMLSelectElement).value, sort: "" })}
        >
          ${views.map(
            ({ name }) =>
              html`<option value=${name} .selected=${name === shown.view}>
                ${name === ownTurn ? t("list.own-turn") : translate(name)}
              </option>`,
          )}
          <option value="" .selected=${shown.view === ""}>${t("list.all")}</option>
        </select>
      </label>
      ${chartMenu(app)}
      <button
        type="button"
        class="button"
        aria-expanded=${this.filterIsOpen}
        @click=${() => void this.toggleFilter(shown.query)}
      >
        ${icon("filter")}${count > 0 ? t("list.filter-n", { n: count }) : t("list.filter")}
      </button>
      <form class="list-search" @submit=${this.onSearch}>
        <input
          class="input"
          type="search"
          name="search"
          maxlength="200"
          .value=${shown.search}
          aria-label=${t("list.search")}
          placeholder=${t("list.search")}
        />
        <button class="button">${icon("search")}<span>${t("list.do-search")}</span></button>
      </form>
      <p class="list-count" aria-live="polite">${words}</p>
    </div>`;
  }

  private async toggleFilter(query: string) {
    await import("../elements/filter-builder.ts");
    this.filterIsOpen = !this.filterIsOpen;
    this.filterProblem = "";
    this.draft = fromQuery(query) ?? { join: "and", clauses: [] };
  }

  private onSearch(event: SubmitEvent) {
    event.preventDefault();
    const words = new FormData(event.target as HTMLFormElement).get("search");
    this.go({ search: String(words ?? "").trim() });
  }

  private renderFilter() {
    const app = this.#app.data;
    if (!this.filterIsOpen || !app || !this.draft) return nothing;
    return html`<section class="card stack" aria-label=${t("list.filter")}>
      <filter-builder
        .app=${app}
        .filter=${this.draft}
        @filter-change=${({ detail }: CustomEvent<Filter>) => (this.draft = detail)}
      ></filter-builder>
      <div role="alert">
        ${this.filterProblem ? html`<p class="field-error">${t("form.problem", { text: this.filterProblem })}</p>` : nothing}
      </div>
      <div class="buttons">
        <button type="button" class="button filled" @click=${() => this.applyFilter(app, this.draft!)}>
          ${t("filter.apply")}
        </button>
        <button type="button" class="button" @click=${() => (this.filterIsOpen = false)}>${t("dialog.cancel")}</button>
      </div>
    </section>`;
  }

  private applyFilter(app: App, { join, clauses }: Filter) {
    const said = clauses.filter(({ operator, values }) => operator.startsWith("is ") || values.length > 0);
    const filter = { join, clauses: said };
    this.filterProblem = splitsDay(app, filter) ? t("filter.day-beside") : "";
    if (said.some((clause) => clauseProblem(app, clause)))
      this.querySelector<HTMLElement>("filter-builder [aria-invalid=true]")?.focus();
    else if (!this.filterProblem) {
      this.filterIsOpen = false;
      this.go({ query: toQuery(settled(app, filter)) });
    }
  }

  private renderList(app: App) {
    const shown = this.listState(app);
    const list = this.#records.data;
    const { error } = this.#records;
    const columns = this.columns(app, shown.view);
    const go: Go = (change) => this.go(change);
    return html`
      ${this.renderTools(app, shown)} ${this.renderFilter()}
      ${filterChips(app, shown, go, () => void this.askSaveView())} ${this.renderSaveView(app, shown)}
      <div
        aria-busy=${!error && (this.#records.isPending || this.#records.isStale)}
        class=${this.#records.isStale ? "is-stale" : ""}
      >
        ${
          error
            ? html`<page-problem .error=${error}></page-problem>`
            : !list
              ? html`<div class="skeleton tall"></div>`
              : list.records.length === 0
                ? emptyList(app, shown, go)
                : html`<data-grid
                    .label=${translator(app)(app.name)}
                    .columns=${columns}
                    .rows=${this.rows(app, list, columns)}
                    .sort=${sortOf(app, shown)}
                    .total=${list.totalCount === null ? undefined : this.total}
                    .offset=${(shown.page - 1) * pageSize}
                    .dense=${knownSession()?.user.preferences.dense === true}
                    .shortcuts=${hasShortcuts()}
                    @grid-sort=${({ detail }: CustomEvent<{ code: string; isDescending: boolean }>) =>
                      this.go({ sort: `${detail.code} ${detail.isDescending ? "desc" : "asc"}` })}
                    @grid-open=${({ detail }: CustomEvent<string>) => navigate(detail)}
                  ></data-grid>`
        }
      </div>
      ${error ? nothing : listPager(shown.page, this.lastPage, go)}
    `;
  }

  protected override render() {
    const app = this.#app.data;
    if (this.#app.error)
      return html`<h1 tabindex="-1">${t("problem.title")}</h1>
        <page-problem .error=${this.#app.error}></page-problem>`;
    if (!app) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    const translate = translator(app);
    return html`
      <nav aria-label=${t("app.crumbs")}>
        <ol class="crumbs">
          <li><a href="/">${t("header.home")}</a></li>
          <li><a href="/apps">${t("header.apps")}</a></li>
        </ol>
      </nav>
      <div class="page-head">
        <h1 tabindex="-1">${translate(app.name)}</h1>
        <div class="buttons">
          ${this.renderPresentation(app)} ${this.renderMore(app)}
          ${app.rights.add ? html`<a class="button filled" href="/apps/${app.id}/new">${icon("add")}${t("list.add")}</a>` : nothing}
        </div>
      </div>
      ${app.waiting ? html`<waiting-notice .app=${app}></waiting-notice>` : nothing}
      ${
        this.readsAsFaq(app)
          ? html`<faq-list .app=${app} .words=${this.route.query.get("search") ?? ""}></faq-list>`
          : html`<div class="stack">${this.renderList(app)}</div>`
      }
    `;
  }

  private async askSaveView() {
    await import("./save-view-dialog.ts");
    this.isSavingView = true;
  }

  private renderSaveView(app: App, shown: ListState) {
    if (!this.isSavingView) return nothing;
    return html`<save-view-dialog
      .app=${app}
      .shown=${shown}
      @view-close=${() => (this.isSavingView = false)}
      @view-saved=${({ detail: name }: CustomEvent<string>) => {
        this.isSavingView = false;
        this.go({ view: name, query: "", sort: "" });
        toast(t("list.view-saved", { name }));
      }}
    ></save-view-dialog>`;
  }

  private renderMore(app: App) {
    if (!app.rights.delete) return nothing;
    return html`<menu-button
      .face=${html`${icon("more")}${t("record.more")}`}
      .items=${html`<li><a href="/apps/${app.id}/bin">${icon("trash")}${t("bin.link")}</a></li>`}
    ></menu-button>`;
  }

  /** Questions and answers to read; as a table on demand, for those who keep them. */
  private readsAsFaq(app: App): boolean {
    return app.presentation === "faq" && this.route.query.get("as") !== "table";
  }

  private renderPresentation(app: App) {
    if (app.presentation !== "faq" || !app.rights.edit) return nothing;
    return this.readsAsFaq(app)
      ? html`<a class="button" href="/apps/${app.id}?as=table">${t("list.as-table")}</a>`
      : html`<a class="button" href="/apps/${app.id}">${t("list.as-faq")}</a>`;
  }
}
