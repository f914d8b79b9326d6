import DOMPurify from "dompurify";
import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { htmlAllowList } from "../../app-definitions/html-allow-list.ts";
import { LightElement } from "./light-element.ts";

/** What the server keeps of people's texts, and the language that our own pages give; everything else is dropped. */
const allowed = {
  ALLOWED_TAGS: [...htmlAllowList.tags],
  ALLOWED_ATTR: [...Object.values(htmlAllowList.attributes).flat(), "lang"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|\/(?!\/)|#)/i,
};

/** Cleans markup for the page. */
export function cleanHtml(text: string): string {
  return DOMPurify.sanitize(text, allowed);
}

/** Shows rich text, cleaned once more on this side; links to elsewhere open beside. */
@customElement("safe-html")
export class SafeHtml extends LightElement {
  @property() html = "";

  protected override updated() {
    for (const link of this.querySelectorAll<HTMLAnchorElement>("a[href]")) {
      if (link.origin === location.origin) continue;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
  }

  protected override render() {
    return html`<div class="prose rich">${unsafeHTML(cleanHtml(this.html))}</div>`;
  }
}
