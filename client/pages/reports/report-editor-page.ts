import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Aggregate } from "../../../server/records/aggregating/aggregate.ts";
import { ApiError } from "../../api.ts";
import { appReading } from "../../app-reading.ts";
import "../../elements/error-summary.ts";
import { confirmDialog } from "../../elements/modal-dialog.ts";
import { problemWords } from "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { translator } from "../../fields.ts";
import { t, type ReportKey } from "../../messages/report-text.ts";
import { Query, queryClient } from "../../query.ts";
import { holdLeaving, navigate } from "../../router.ts";
import type { App } from "../../wire.ts";
import { namesReading } from "../filter-names.ts";
import { Page } from "../page.ts";
import "./report-form.ts";
import { reportAddress, reportsReading, trialReading } from "./report-readings.ts";
import { figureProblems, reportProblems, startSettings, type ReportSettings } from "./report-settings.ts";
import { reportView } from "./report-view.ts";
import { reportCrumbs } from "./reports-page.ts";
import "../waiting-notice.ts";
import { draftReading, saveReports, withoutReport, withReport, type DraftReports } from "./save-reports.ts";

/** The settings of a chart, old or new, with a look at what they give; only for those who manage the app. */
@customElement("report-editor-page")
export class ReportEditorPage extends Page {
  /** What was changed; undefined until then. */
  @state() private changed: ReportSettings | undefined;
  @state() private hasTried = false;
  @state() private isSending = false;
  @state() private failure = "";
  @state() private isWhole = false;
  #letGo: (() => void) | undefined;
  #app = new Query<App>(this, () => appReading(this.appId));
  #draft = new Query<DraftReports>(this, () => (this.#app.data?.rights.manage ? draftReading(this.appId) : null));
  #trial = new Query<Aggregate>(this, () => {
    const { settings } = this;
    return settings && !this.isFrozen && Object.keys(figureProblems(settings)).length === 0
      ? trialReading(this.appId, settings)
      : null;
  });
  /** Renders the condition once more when the names of its people are there. */
  protected readonly names = new Query(this, () =>
    this.#app.data ? namesReading(this.#app.data, this.settings?.filterCond ?? "") : null,
  );

  private get appId(): string {
    return this.route.params["app"] ?? "";
  }

  /** The name under which the chart is kept; undefined for a new one. */
  private get name(): string | undefined {
    return this.route.params["report"];
  }

  private get saved() {
    return this.name === undefined ? undefined : this.#draft.data?.reports[this.name];
  }

  private get isFrozen(): boolean {
    return this.saved?.periodicReport?.active === true;
  }

  private get settings(): ReportSettings | undefined {
    const app = this.#app.data;
    if (this.changed || !app || !this.#draft.data) return this.changed;
    if (this.name === undefined) return startSettings(app);
    if (!this.saved) return undefined;
    const { name, chartType, chartMode, groups, aggregations, filterCond, sorts } = this.saved;
    return { name, chartType, chartMode: chartMode ?? "NORMAL", groups, aggregations, filterCond, sorts };
  }

  private get problems() {
    const { settings } = this;
    if (!this.hasTried || !settings) return {};
    const names = Object.keys(this.#draft.data?.reports ?? {});
    return reportProblems(
      settings,
      names.filter((name) => name !== this.name),
    );
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#letGo?.();
  }

  protected override hasProblems() {
    return Object.keys(this.problems).length > 0;
  }

  protected override pageTitle() {
    const app = this.#app.data;
    if (!app) return this.#app.error ? t("problem.title") : undefined;
    return this.name === undefined ? t("editor.new") : t("report.edit-of", { name: translator(app)(this.name) });
  }

  private onChange({ detail }: CustomEvent<ReportSettings>) {
    this.changed = detail;
    this.#letGo ??= holdLeaving(() =>
      confirmDialog({
        heading: t("record.leave"),
        body: t("editor.leave-body"),
        verb: t("record.leave-verb"),
        refusal: t("record.leave-stay"),
        isDangerous: true,
      }),
    );
  }

  private async save() {
    this.hasTried = true;
    const { settings, name } = this;
    const draft = this.#draft.data;
    if (this.isSending || !settings || !draft || this.hasProblems()) return;
    const next = { ...settings, name: settings.name.trim() };
    if (await this.send(draft, withReport(draft, name, next))) {
      toast(t("editor.saved", { name: next.name }));
      await navigate(reportAddress(this.appId, next.name), { replace: true });
    }
  }

  private async askDelete() {
    const { name } = this;
    const draft = this.#draft.data;
    if (this.isSending || name === undefined || !draft) return;
    const isSure = await confirmDialog({
      heading: t("editor.delete-title"),
      body: t("editor.delete-body", { name }),
      verb: t("report.delete"),
      isDangerous: true,
    });
    if (isSure && (await this.send(draft, withoutReport(draft, name)))) {
      toast(t("editor.deleted", { name }));
      await navigate(`/apps/${this.appId}/reports`, { replace: true });
    }
  }

  /** @returns whether it is live */
  private async send(draft: DraftReports, reports: Parameters<typeof saveReports>[2]): Promise<boolean> {
    this.isSending = true;
    this.failure = await saveReports(this.appId, draft, reports).catch((error: Error) => problemWords(error));
    this.isSending = false;
    if (this.failure) return false;
    this.#letGo?.();
    this.#letGo = undefined;
    // The next page would show what they were before, a chart of the old name perhaps.
    for (const queryKey of [reportsReading(this.appId).key, ["records", this.appId, "report"]]) {
      queryClient.removeQueries({ queryKey });
    }
    return true;
  }

  protected override render() {
    const app = this.#app.data;
    const { settings } = this;
    const title = this.pageTitle() ?? "";
    const error = this.#app.error ?? this.#draft.error;
    if (app && !app.rights.manage) return this.renderNotice(app, title, t("editor.refused"));
    if (app && this.#draft.data && !settings) return this.renderNotice(app, title, t("report.gone"));
    if (error) {
      return html`<h1 tabindex="-1">${title}</h1>
        <page-problem .error=${error}></page-problem>`;
    }
    if (!app || !settings) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    const problems = Object.entries(this.problems).map(([key, message]) => {
      const part = key.replace(/-\d+$/, "");
      return { control: `report-${part}`, label: t(partWords[part]!), message };
    });
    return html`${reportCrumbs(app, true)}
      <h1 tabindex="-1">${title}</h1>
      <p class="meta">${t("editor.lead")}</p>
      ${app.waiting ? html`<waiting-notice .app=${app}></waiting-notice>` : nothing}
      <div role="alert">
        ${this.failure ? html`<p class="notice error"><strong>${this.failure}</strong></p>` : nothing}
      </div>
      <error-summary .problems=${problems}></error-summary>
      <div class="report-editor">
        <div class="stack">
          <report-form
            class="stack"
            .app=${app}
            .settings=${settings}
            .problems=${this.problems}
            .frozen=${this.isFrozen}
            @settings-change=${this.onChange}
          ></report-form>
          ${this.renderButtons(app)}
        </div>
        ${this.renderTrial(app, settings)}
      </div>`;
  }

  private renderNotice(app: App, title: string, words: string) {
    return html`${reportCrumbs(app, true)}
      <h1 tabindex="-1">${title}</h1>
      <p class="notice warn">${words}</p>`;
  }

  private renderButtons({ id }: App) {
    const back = this.name === undefined ? `/apps/${id}/reports` : reportAddress(id, this.name);
    return html`<div class="buttons">
      <button
        type="button"
        class="button filled large"
        aria-disabled=${this.isSending ? "true" : nothing}
        @click=${() => void this.save()}
      >
        ${t("editor.save")}
      </button>
      <a class="button large" href=${back}>${t("dialog.cancel")}</a>
      ${
        this.name === undefined
          ? nothing
          : html`<button type="button" class="button quiet large" @click=${() => void this.askDelete()}>
              ${t("report.delete")}
            </button>`
      }
    </div>`;
  }

  private renderTrial(app: App, settings: ReportSettings) {
    if (this.isFrozen) return nothing;
    const { data, error } = this.#trial;
    const look = { ...settings, name: settings.name || t("editor.new") };
    const rows = { isWhole: this.isWhole, showWhole: () => (this.isWhole = true) };
    return html`<section class="card stack trial" aria-labelledby="trial-title" aria-busy=${this.#trial.isStale}>
      <h2 id="trial-title">${t("editor.preview")}</h2>
      ${
        error
          ? html`<p class="notice warn">${error instanceof ApiError ? error.message : problemWords(error)}</p>`
          : data
            ? reportView(app, data, look, rows)
            : nothing
      }
    </section>`;
  }
}

const partWords: Readonly<Record<string, ReportKey>> = {
  name: "editor.name",
  group: "editor.groups",
  figure: "editor.figures",
};
