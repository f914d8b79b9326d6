/**
 * What rich text may contain. The server keeps only this when a record is saved, and the client lets only this through
 * when it is shown: two independent walls with one list.
 */
export const htmlAllowList = {
  tags: [
    "a",
    "b",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
  ],
  /** No `style`, `class` or `id`: text must not restyle or imitate the page around it. */
  attributes: {
    a: ["href", "title"],
    ol: ["start"],
    td: ["colspan", "rowspan"],
    th: ["colspan", "rowspan", "scope"],
  },
  schemes: ["https", "http", "mailto", "tel"],
} as const;
