import { html, nothing } from "lit";
import { icon } from "../elements/icons.ts";
import { t } from "../messages/text.ts";
import type { AppTile } from "../wire.ts";

/** Apps as tiles, each with the work that waits there. */
export function appTiles(apps: readonly AppTile[]) {
  return html`<ul class="tiles">
    ${apps.map(
      ({ id, name, description, waiting }) =>
        html`<li>
          <a class="tile" href="/apps/${id}">
            ${icon("apps")}
            <span
              ><strong>${name}</strong
              >${description ? html`<span class="meta">${plainText(description)}</span>` : nothing}</span
            >
            ${waiting > 0 ? html`<span class="tag warn">${t("home.waiting", { n: waiting })}</span>` : nothing}
          </a>
        </li>`,
    )}
  </ul>`;
}

/** The text of a description that may be rich text. */
export function plainText(markup: string): string {
  return new DOMParser().parseFromString(markup, "text/html").body.textContent?.trim() ?? "";
}
