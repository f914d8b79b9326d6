import DOMPurify from "dompurify";
import { html } from "lit";
import { customElement, property } from "lit/decorators.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { LightElement } from "./light-element.ts";

/** Markup that may stand in texts of people; everything else is dropped. */
const allowed = {
  ALLOWED_TAGS: [
    "a",
    "b",
    "blockquote",
    "br",
    "div",
    "em",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "s",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
  ],
  ALLOWED_ATTR: ["href", "colspan", "rowspan", "lang"],
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
