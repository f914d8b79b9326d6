import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../messages/admin-text.ts";
import { icon } from "../icons.ts";

export interface Steps {
  total: number;
  offset: number;
  limit: number;
  /** The address of the page that begins after this many rows. */
  hrefAt: (offset: number) => string;
}

/** How many there are, which of them are shown. */
export function countWords({ total, offset, limit }: Steps): string {
  if (total === 0) return t("admin.list.count", { n: 0 });
  return t("admin.list.range", { n: total, from: offset + 1, to: Math.min(offset + limit, total) });
}

/** Ways to the page before and after; nothing when all fits on one page. */
export function pageSteps({ total, offset, limit, hrefAt }: Steps): TemplateResult | typeof nothing {
  if (total <= limit) return nothing;
  return html`<nav class="buttons page-steps" aria-label=${t("admin.list.pages")}>
    ${
      offset > 0
        ? html`<a class="button" href=${hrefAt(Math.max(0, offset - limit))}
            >${icon("back")}${t("admin.list.before")}</a
          >`
        : nothing
    }
    ${offset + limit < total ? html`<a class="button" href=${hrefAt(offset + limit)}>${t("admin.list.after")}${icon("forward")}</a>` : nothing}
  </nav>`;
}
