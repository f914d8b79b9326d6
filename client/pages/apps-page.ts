import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../messages/text.ts";
import { Query } from "../query.ts";
import type { Home } from "../wire.ts";
import { appTiles } from "./app-tiles.ts";
import { homeReading } from "./home-reading.ts";
import { Page } from "./page.ts";

/** All apps; with words from the header's search, what was found in all of them. */
@customElement("apps-page")
export class AppsPage extends Page {
  #home = new Query<Home>(this, () => homeReading);

  private get words(): string {
    return this.route.query.get("search")?.trim() ?? "";
  }

  protected override pageTitle() {
    return this.words ? t("search.title", { words: this.words }) : t("header.apps");
  }

  protected override willUpdate() {
    super.willUpdate();
    if (this.words) void import("./search-results.ts");
  }

  private renderFound({ apps }: Home) {
    const { words } = this;
    const named = apps.filter(({ name }) => name.normalize("NFKC").includes(words.normalize("NFKC")));
    return html`${
        named.length > 0
          ? html`<section class="section">
              <h2>${t("header.apps")}</h2>
              ${appTiles(named)}
            </section>`
          : nothing
      }
      <search-results .words=${words} .heading=${t("search.records")} .types=${["RECORD"]}></search-results>
      <search-results
        .words=${words}
        .heading=${t("search.talk")}
        .types=${["RECORD_COMMENT", "THREAD", "THREAD_COMMENT", "SPACE"]}
      ></search-results>`;
  }

  private renderApps({ apps }: Home) {
    return html`${apps.length === 0 ? html`<p class="empty">${t("apps.none")}</p>` : nothing}
      <div class="section">${appTiles(apps)}</div>`;
  }

  protected override render() {
    const { data, error } = this.#home;
    return html`<div class="page-head"><h1 tabindex="-1">${this.pageTitle()}</h1></div>
      ${error ? html`<page-problem .error=${error}></page-problem>` : nothing}
      ${
        data
          ? this.words
            ? this.renderFound(data)
            : this.renderApps(data)
          : html`<div class="skeleton tall" aria-busy="true"></div>`
      }`;
  }
}
