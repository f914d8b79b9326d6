import { html, nothing, type TemplateResult } from "lit";
import { countWords, pageSteps, type Steps } from "../../elements/admin/page-steps.ts";
import "../../elements/page-problem.ts";
import { addressOf } from "../../api.ts";
import { t } from "../../messages/admin-text.ts";
import { navigate, type Route } from "../../router.ts";

/** Rows on one page of a list. */
export const pageRows = 50;

/** Number of rows before the first one shown. */
export function offsetOf({ query }: Route): number {
  const offset = Number(query.get("offset") ?? 0);
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}

/** The list's address with some conditions changed; a change of conditions leads back to the first page. */
export function listAddress({ path, query }: Route, changes: Readonly<Record<string, string | number>>): string {
  const { offset: _start, ...kept } = Object.fromEntries(query);
  return addressOf(path, { ...kept, ...changes });
}

/** Goes where the search bar wants. */
export function search(route: Route, { detail }: CustomEvent<Record<string, string>>): void {
  void navigate(listAddress(route, detail), { replace: true });
}

/** Takes `total` apart from the rows: where the list stands. */
export function stepsOf(route: Route, total: number): Steps {
  return {
    total,
    offset: offsetOf(route),
    limit: pageRows,
    hrefAt: (offset) => listAddress(route, { offset: offset || "" }),
  };
}

export interface ShownList {
  error: Error | null;
  /** undefined while nothing has come yet. */
  rows: number | undefined;
  isStale: boolean;
  steps?: Steps;
  route: Route;
  /** True when a condition is set, so that an empty list means no hit. */
  isFiltered: boolean;
  /** What this list is and what to do first. */
  empty: TemplateResult;
  table: () => TemplateResult;
}

/** A list in all its states: on its way, failed, empty, without a hit, shown. */
export function renderList({
  error,
  rows,
  isStale,
  steps,
  route,
  isFiltered,
  empty,
  table,
}: ShownList): TemplateResult {
  if (error) return html`<page-problem .error=${error}></page-problem>`;
  if (rows === undefined)
    return html`<div class="list-waiting" aria-busy="true">
      <p class="skeleton"></p>
      <p class="skeleton"></p>
      <p class="skeleton"></p>
    </div>`;
  const count = steps ? countWords(steps) : t("admin.list.count", { n: rows });
  return html`<p class="list-count" role="status">${count}</p>
    <div class=${isStale ? "is-stale" : ""} aria-busy=${isStale}>
      ${
        rows > 0
          ? table()
          : isFiltered
            ? html`<div class="empty">
                <p>${t("admin.list.no-hit")}</p>
                <a class="button" href=${route.path}>${t("admin.list.clear")}</a>
              </div>`
            : html`<div class="empty">${empty}</div>`
      }
    </div>
    ${steps ? pageSteps(steps) : nothing}`;
}

/** Where one is, above the title. */
export function crumbs(...places: readonly [href: string, words: string][]): TemplateResult {
  return html`<nav aria-label=${t("admin.crumbs")}>
    <ol class="crumbs">
      ${places.map(([href, words]) => html`<li><a href=${href}>${words}</a></li>`)}
    </ol>
  </nav>`;
}
