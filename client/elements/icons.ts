import { svg, html, type TemplateResult } from "lit";

const paths = {
  add: svg`<path d="M12 5v14M5 12h14" />`,
  alert: svg`<path d="M12 3 2 20h20zM12 10v4M12 17v.5" />`,
  apps: svg`<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z" />`,
  back: svg`<path d="m15 5-7 7 7 7" />`,
  bell: svg`<path d="M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 22h4" />`,
  calendar: svg`<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4" />`,
  chart: svg`<path d="M4 20h16M7 20v-8M12 20V5M17 20v-5" />`,
  check: svg`<path d="m4 12 6 6L20 6" />`,
  clip: svg`<path d="m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a1.5 1.5 0 0 1-2-2L15 8" />`,
  close: svg`<path d="M5 5l14 14M19 5 5 19" />`,
  comment: svg`<path d="M4 5h16v12H10l-5 4v-4H4z" />`,
  down: svg`<path d="m5 9 7 7 7-7" />`,
  download: svg`<path d="M12 4v11M7 11l5 5 5-5M5 20h14" />`,
  edit: svg`<path d="M4 20h4L20 8l-4-4L4 16zM13 7l4 4" />`,
  eye: svg`<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z" />`,
  filter: svg`<path d="M3 5h18l-7 8v6l-4 2v-8z" />`,
  flag: svg`<path d="M5 21V4h13l-3 4 3 4H5" />`,
  forward: svg`<path d="m9 5 7 7-7 7" />`,
  help: svg`<path d="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 17v.5" />`,
  home: svg`<path d="m3 11 9-8 9 8M5 10v10h5v-6h4v6h5V10" />`,
  lock: svg`<path d="M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4" />`,
  more: svg`<path d="M5 12h.5M12 12h.5M19 12h.5" />`,
  print: svg`<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z" />`,
  search: svg`<path d="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21" />`,
  sort: svg`<path d="m8 9 4-5 4 5M8 15l4 5 4-5" />`,
  trash: svg`<path d="M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6" />`,
  up: svg`<path d="m5 15 7-7 7 7" />`,
  user: svg`<path d="M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 4-6 8-6s8 2 8 6" />`,
} as const;

export type IconName = keyof typeof paths;

/** A small drawing beside words; it never speaks for itself. */
export function icon(name: IconName, extra = ""): TemplateResult {
  return html`<svg class="icon ${extra}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths[name]}</svg>`;
}

/** The mark of the portal: a counter where one is served. */
export const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <rect width="32" height="32" rx="6" />
  <path d="M6 13h20v3H6zM9 16h14v10H9zM16 5a4 4 0 0 1 4 4v2h-8V9a4 4 0 0 1 4-4z" />
</svg>`;
