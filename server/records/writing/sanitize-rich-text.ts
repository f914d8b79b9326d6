import sanitizeHtml from "sanitize-html";
import { htmlAllowList } from "../../../app-definitions/html-allow-list.ts";

const options: sanitizeHtml.IOptions = {
  allowedTags: [...htmlAllowList.tags],
  allowedAttributes: Object.fromEntries(
    Object.entries(htmlAllowList.attributes).map(([tag, attributes]) => [tag, [...attributes]]),
  ),
  allowedSchemes: [...htmlAllowList.schemes],
  allowProtocolRelative: false,
};

/** The HTML with everything removed that is not on the shared allow-list; text of removed elements stays, scripts do not. */
export function sanitizeRichText(html: string): string {
  return sanitizeHtml(html, options);
}
