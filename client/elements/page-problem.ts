import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { ApiError } from "../api.ts";
import { t, type MessageKey } from "../messages/text.ts";
import { LightElement } from "./light-element.ts";

const known: Readonly<Record<number, MessageKey>> = {
  403: "problem.403",
  404: "problem.404",
  409: "problem.409",
  413: "problem.413",
  429: "problem.429",
  503: "problem.503",
};

/** The words for a failure: what happened and what to do; the server's number only inside "details". */
export function problemWords(error: Error): string {
  if (!(error instanceof ApiError)) return t("problem.network");
  if (error.status === 400 && error.message) return error.message;
  return t(known[error.status] ?? "problem.500");
}

/** A page that could not be shown: what happened, what to do next. */
@customElement("page-problem")
export class PageProblem extends LightElement {
  @property({ attribute: false }) error: Error | null = null;

  protected override render() {
    const { error } = this;
    if (!error) return nothing;
    return html`<div class="notice error" role="alert">
      <div class="stack">
        <p><strong>${problemWords(error)}</strong></p>
        <div class="buttons">
          ${
            // What is not there will not be there in a moment either.
            error instanceof ApiError && [400, 404].includes(error.status)
              ? nothing
              : html`<button type="button" class="button" @click=${() => location.reload()}>
                  ${t("problem.reload")}
                </button>`
          }
          <a href="/">${t("problem.home")}</a>
        </div>
        ${
          error instanceof ApiError
            ? html`<details>
                <summary>${t("problem.details")}</summary>
                <p>${error.message}</p>
                <p>${t("problem.number", { code: error.code, id: error.id })}</p>
              </details>`
            : nothing
        }
      </div>
    </div>`;
  }
}
