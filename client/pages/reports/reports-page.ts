import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { appReading } from "../../app-reading.ts";
import { icon } from "../../elements/icons.ts";
import "../../elements/page-problem.ts";
import { translator } from "../../fields.ts";
import { t, type ReportKey } from "../../messages/report-text.ts";
import { Query } from "../../query.ts";
import type { App } from "../../wire.ts";
import { Page } from "../page.ts";
import { reportAddress, reportsReading } from "./report-readings.ts";
import "./reports.css";

/** Where a page of charts stands. @param isBelow - whether it is below the list of charts */
export function reportCrumbs(app: App, isBelow: boolean): TemplateResult {
  return html`<nav class="not-on-paper" aria-label=${t("app.crumbs")}>
    <ol class="crumbs">
      <li><a href="/">${t("header.home")}</a></li>
      <li><a href="/apps/${app.id}">${translator(app)(app.name)}</a></li>
      ${isBelow ? html`<li><a href="/apps/${app.id}/reports">${t("report.all-reports")}</a></li>` : nothing}
    </ol>
  </nav>`;
}

/** The charts of an app that the person may open; those who manage it make and change them from here. */
@customElement("reports-page")
export class ReportsPage extends Page {
  #app = new Query<App>(this, () => appReading(this.appId));
  #reports = new Query(this, () => reportsReading(this.appId));

  private get appId(): string {
    return this.route.params["app"] ?? "";
  }

  protected override pageTitle() {
    const app = this.#app.data;
    return app
      ? `${t("report.all-reports")} - ${translator(app)(app.name)}`
      : this.#app.error
        ? t("problem.title")
        : undefined;
  }

  protected override render() {
    const app = this.#app.data;
    const error = this.#app.error ?? this.#reports.error;
    if (error) {
      return html`<h1 tabindex="-1">${t("problem.title")}</h1>
        <page-problem .error=${error}></page-problem>`;
    }
    const reports = this.#reports.data?.reports;
    if (!app || !reports) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    const translate = translator(app);
    return html`${reportCrumbs(app, false)}
      <div class="page-head">
        <h1 tabindex="-1">${t("report.all-reports")}</h1>
        ${
          app.rights.manage
            ? html`<a class="button filled" href="/apps/${app.id}/new-report">${icon("add")}${t("report.add")}</a>`
            : nothing
        }
      </div>
      <p class="meta">${t("report.lead")}</p>
      ${
        reports.length === 0
          ? html`<div class="empty"><p>${t("report.none")}</p></div>`
          : html`<ul class="rows report">
              ${reports.map(
                ({ name, chartType }) =>
                  html`<li>
                    <a href=${reportAddress(app.id, name)}>${translate(name)}</a>
                    <span class="meta">${t(`type.${chartType}` as ReportKey)}</span>
                    ${
                      app.rights.manage
                        ? html`<a class="row-act" href="${reportAddress(app.id, name)}/edit"
                            >${t("report.edit-of", { name: translate(name) })}</a
                          >`
                        : nothing
                    }
                  </li>`,
              )}
            </ul>`
      }`;
  }
}
