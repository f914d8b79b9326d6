import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../messages/text.ts";
import { Page } from "./page.ts";

/** What an address without a page shows. */
@customElement("missing-page")
export class MissingPage extends Page {
  protected override pageTitle() {
    return t("problem.missing");
  }

  protected override render() {
    return html`<div class="stack">
      <h1 tabindex="-1">${t("problem.missing")}</h1>
      <p>${t("problem.404")}</p>
      <p><a class="button filled" href="/">${t("problem.home")}</a></p>
    </div>`;
  }
}
