import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Aggregate } from "../../../server/records/aggregating/aggregate.ts";
import { ApiError } from "../../api.ts";
import { appReading } from "../../app-reading.ts";
import { icon } from "../../elements/icons.ts";
import "../../elements/page-problem.ts";
import { translator } from "../../fields.ts";
import { t, type ReportKey } from "../../messages/report-text.ts";
import { Query } from "../../query.ts";
import type { App } from "../../wire.ts";
import { namesReading } from "../filter-names.ts";
import { Page } from "../page.ts";
import { figuresReading, reportAddress, reportsReading } from "./report-readings.ts";
import { reportView } from "./report-view.ts";
import { aggregationWords, conditionWords, groupingWords } from "./report-words.ts";
import { reportCrumbs } from "./reports-page.ts";
import { saveFile, writeFigures } from "./write-csv.ts";

/** One chart of an app: the picture, and the figures as a table. */
@customElement("report-page")
export class ReportPage extends Page {
  @state() private isWhole = false;
  #app = new Query<App>(this, () => appReading(this.appId));
  #reports = new Query(this, () => reportsReading(this.appId));
  #figures = new Query<Aggregate>(this, () => (this.report ? figuresReading(this.appId, this.name) : null));
  /** Renders the condition once more when the names of its people are there. */
  protected readonly names = new Query(this, () =>
    this.#app.data ? namesReading(this.#app.data, this.report?.filterCond ?? "") : null,
  );

  private get appId(): string {
    return this.route.params["app"] ?? "";
  }

  private get name(): string {
    return this.route.params["report"] ?? "";
  }

  private get report() {
    return this.#reports.data?.reports.find(({ name }) => name === this.name);
  }

  private get error(): Error | null {
    return this.#app.error ?? this.#reports.error ?? this.#figures.error;
  }

  protected override pageTitle() {
    const app = this.#app.data;
    if (app && this.report) return `${translator(app)(this.name)} - ${translator(app)(app.name)}`;
    return this.error || this.#reports.data ? t("problem.title") : undefined;
  }

  protected override render() {
    const app = this.#app.data;
    const { report } = this;
    if (app && this.#reports.data && !report) return this.renderGone(app);
    if (!app || !report) {
      return this.error
        ? html`<h1 tabindex="-1">${t("problem.title")}</h1>
            <page-problem .error=${this.error}></page-problem>`
        : html`<div class="skeleton tall" aria-busy="true"></div>`;
    }
    const title = translator(app)(report.name);
    return html`${reportCrumbs(app, true)}
      <div class="page-head">
        <h1 tabindex="-1">${title}</h1>
        <div class="buttons not-on-paper">${this.renderActions(app)}</div>
      </div>
      ${this.renderFacts(app)}
      <div class="stack report" aria-busy=${this.#figures.isPending}>${this.renderFigures(app)}</div>`;
  }

  private renderGone(app: App) {
    return html`${reportCrumbs(app, true)}
      <h1 tabindex="-1">${t("problem.title")}</h1>
      <p class="notice warn">${t("report.gone")}</p>
      <p><a href="/apps/${app.id}/reports">${t("report.all-reports")}</a></p>`;
  }

  private renderActions(app: App) {
    const answer = this.#figures.data;
    return html`
      ${
        app.rights.export && answer
          ? html`<button type="button" class="button" @click=${() => void this.download(app, answer)}>
              ${icon("download")}${t("report.download")}
            </button>`
          : nothing
      }
      <button type="button" class="button" @click=${() => print()}>${icon("print")}${t("report.print")}</button>
      ${
        app.rights.manage
          ? html`<a class="button" href="${reportAddress(app.id, this.name)}/edit"
              >${icon("edit")}${t("report.edit")}</a
            >`
          : nothing
      }
    `;
  }

  private async download(app: App, answer: Aggregate) {
    saveFile(await writeFigures(app, answer), `${translator(app)(this.name)}.csv`);
  }

  /** What is counted how, in words. */
  private renderFacts(app: App) {
    const { report } = this;
    const answer = this.#figures.data;
    if (!report || !answer) return nothing;
    const facts: [ReportKey, string][] = [
      ["report.groups", answer.groupings.map((one) => groupingWords(app, one)).join(" / ") || t("report.no-groups")],
      ["report.figures", answer.aggregations.map((one) => aggregationWords(app, one)).join(t("report.comma"))],
      ["report.condition", conditionWords(app, report.filterCond)],
    ];
    return html`<dl class="pairs facts">
      ${facts.map(
        ([key, words]) =>
          html`<div>
            <dt>${t(key)}</dt>
            <dd>${words}</dd>
          </div>`,
      )}
    </dl>`;
  }

  private renderFigures(app: App) {
    const { report } = this;
    const answer = this.#figures.data;
    const { error } = this.#figures;
    if (error) {
      return error instanceof ApiError && error.status === 400
        ? html`<p class="notice warn">${t("report.gone")}</p>`
        : html`<page-problem .error=${error}></page-problem>`;
    }
    if (!answer || !report) return html`<div class="skeleton tall"></div>`;
    const look = { ...report, name: translator(app)(report.name) };
    return reportView(app, answer, look, { isWhole: this.isWhole, showWhole: () => (this.isWhole = true) });
  }
}
