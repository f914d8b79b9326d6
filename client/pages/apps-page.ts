import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../messages/text.ts";
import { Query } from "../query.ts";
import type { Home } from "../wire.ts";
import { appTiles } from "./app-tiles.ts";
import { homeReading } from "./home-reading.ts";
import { Page } from "./page.ts";

/** All apps; with words from the header's search, a way to search each of them. */
@customElement("apps-page")
export class AppsPage extends Page {
  #home = new Query<Home>(this, () => homeReading);

  protected override pageTitle() {
    return t("header.apps");
  }

  protected override render() {
    const { data, error } = this.#home;
    const words = this.route.query.get("search") ?? "";
    return html`<div class="page-head"><h1 tabindex="-1">${t("header.apps")}</h1></div>
      ${error ? html`<page-problem .error=${error}></page-problem>` : nothing}
      ${
        words && data
          ? html`<section class="stack" aria-labelledby="search-title">
              <h2 id="search-title">${t("search.title", { words })}</h2>
              <ul class="rows">
                ${data.apps.map(
                  ({ id, name }) =>
                    html`<li>
                      <a href="/apps/${id}?${new URLSearchParams({ search: words })}"
                        >${t("search.in", { app: name })}</a
                      >
                    </li>`,
                )}
              </ul>
            </section>`
          : nothing
      }
      ${data?.apps.length === 0 ? html`<p class="empty">${t("apps.none")}</p>` : nothing}
      <div class="section">
        ${data ? appTiles(data.apps) : html`<div class="skeleton tall" aria-busy="true"></div>`}
      </div>`;
  }
}
