import sanitizeHtml from "sanitize-html";
import { htmlText } from "../../../app-definitions/field-types/html-text.ts";
import { htmlAllowList } from "../../../app-definitions/html-allow-list.ts";

const options: sanitizeHtml.IOptions = {
  allowedTags: [...htmlAllowList.tags],
  allowedAttributes: Object.fromEntries(
    Object.entries(htmlAllowList.attributes).map(([tag, attributes]) => [tag, [...attributes]]),
  ),
  allowedSchemes: [...htmlAllowList.schemes],
  allowProtocolRelative: false,
};

/** No editor nests so deep; what the parser does for each tag grows with the tags that are open. */
const deepest = 1_000;
/** Tags without an end. */
const endless = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
/** Tags that end by themselves where the next of their name begins. */
const ending = /^(?:p|li|dt|dd|tr|td|th|option)$/;

/**
 * The HTML with everything removed that is not on the shared allow-list; text of removed elements stays, scripts do not. Of
 * HTML that is nested deeper than a thousand tags the text alone is left.
 */
export function sanitizeRichText(html: string): string {
  return sanitizeHtml(isTooDeep(html) ? escaped(htmlText(html)) : html, options);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Counted by name, so that an end that ends nothing cannot hide how much is open. */
function isTooDeep(html: string): boolean {
  const open = new Map<string, number>();
  let depth = 0;
  let last = "";
  for (const [, end, given] of html.matchAll(/<(\/?)([a-z][^\s/<>]*)/gi)) {
    const name = given!.toLowerCase();
    if (endless.test(name)) continue;
    const count = open.get(name) ?? 0;
    const changesNothing = end ? count === 0 : name === last && ending.test(name);
    last = end ? "" : name;
    if (changesNothing) continue;
    const step = end ? -1 : 1;
    open.set(name, count + step);
    depth += step;
    if (depth > deepest) return true;
  }
  return false;
}
