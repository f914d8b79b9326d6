/*
 * CONVENTIONS FOR PAGES (read this before adding one)
 *
 * - A page is a Lit element in `client/pages/`, class `extends Page` (`pages/page.ts`), tag = kebab-case of the class. Only
 *   pages fetch (`new Query(this, …)` from `query.ts`, `send` from `api.ts`); elements get properties and fire events.
 * - It gets `.route` (path, params, query, hash) and gives `pageTitle()`: undefined while loading, then the words of its h1.
 *   `Page` sets document.title and moves the focus to the h1 (`<h1 tabindex="-1">`) once per navigation.
 * - Register it in `routes` below with a lazy `load`; the first pattern that fits wins. `:name` is one part, a last `*` the rest.
 *   `/admin/*` belongs to `pages/admin/admin-page.ts` (tag `admin-page`), which looks at `route.params.rest` itself.
 * - Links are plain `<a href="/…">`; clicks on them are caught here. From code: `navigate("/apps/1")`. State of a list lives in the
 *   query string: `navigate(url, { replace: true })`.
 * - A page with unsaved work calls `holdLeaving(question)` and the function it returns when the work is safe.
 * - Texts: `t("area.key", { n })`, keys in `messages/ja.json` and `messages/en.json` (both, or the type-check fails).
 * - After a write: `queryClient.invalidateQueries({ queryKey: ["app", id] })`; keys: ["session"] ["home"] ["app",id]
 *   ["records",app,…] ["record",app,id,…] ["bin",app,…] ["notifications",…] ["thread",id] ["admin",…].
 * - Words of success: `toast(t("…"))` (`elements/toast-stack.ts`); questions: `await confirmDialog({…})` (`elements/modal-dialog.ts`);
 *   failures: `<page-problem .error=${error}>` for a page, `<error-summary .problems=${…}>` for a form.
 */

import { matchPath } from "./router-paths.ts";

export { matchPath };

export interface Route {
  path: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  hash: string;
}

export interface RouteEntry {
  pattern: string;
  tag: string;
  load: () => Promise<unknown>;
}

const loadReportEditor = () => import("./pages/reports/report-editor-page.ts");

export const routes: readonly RouteEntry[] = [
  { pattern: "/", tag: "portal-page", load: () => import("./pages/portal-page.ts") },
  { pattern: "/apps", tag: "apps-page", load: () => import("./pages/apps-page.ts") },
  { pattern: "/apps/:app", tag: "list-page", load: () => import("./pages/list-page.ts") },
  { pattern: "/apps/:app/new", tag: "record-page", load: () => import("./pages/record/record-page.ts") },
  { pattern: "/apps/:app/bin", tag: "bin-page", load: () => import("./pages/bin/bin-page.ts") },
  { pattern: "/apps/:app/records/:record", tag: "record-page", load: () => import("./pages/record/record-page.ts") },
  { pattern: "/apps/:app/reports", tag: "reports-page", load: () => import("./pages/reports/reports-page.ts") },
  { pattern: "/apps/:app/new-report", tag: "report-editor-page", load: loadReportEditor },
  { pattern: "/apps/:app/reports/:report", tag: "report-page", load: () => import("./pages/reports/report-page.ts") },
  { pattern: "/apps/:app/reports/:report/edit", tag: "report-editor-page", load: loadReportEditor },
  { pattern: "/apps/:app/access", tag: "access-page", load: () => import("./pages/access/access-page.ts") },
  { pattern: "/notifications", tag: "notifications-page", load: () => import("./pages/notifications-page.ts") },
  { pattern: "/threads/:thread", tag: "thread-page", load: () => import("./pages/thread-page.ts") },
  { pattern: "/api-reference", tag: "api-reference-page", load: () => import("./pages/api-reference-page.ts") },
  { pattern: "/settings", tag: "settings-page", load: () => import("./pages/settings-page.ts") },
  { pattern: "/admin/*", tag: "admin-page", load: () => import("./pages/admin/admin-page.ts") },
  { pattern: "/*", tag: "missing-page", load: () => import("./pages/missing-page.ts") },
];

/** kintone's own addresses lead to the same places, so that bookmarks and links in old mails keep working. */
function fromKintone(url: URL): string {
  const parts = /^\/k\/(\d+)\/(show|edit)?$/.exec(url.pathname);
  if (!parts) return url.pathname;
  if (!parts[2]) return `/apps/${parts[1]}`;
  const record = url.searchParams.get("record") ?? new URLSearchParams(url.hash.slice(1)).get("record");
  return record ? `/apps/${parts[1]}/records/${record}` : `/apps/${parts[1]}/new`;
}

/** The page of an address. */
export function findRoute(url: URL): { entry: RouteEntry; route: Route } {
  const path = fromKintone(url);
  for (const entry of routes) {
    const params = matchPath(entry.pattern, path);
    if (params) return { entry, route: { path, params, query: url.searchParams, hash: url.hash } };
  }
  throw new RangeError(`no page for ${path}`);
}

type Leaving = { stay: boolean };
const listeners = new Set<(how: "push" | "replace" | "pop") => void>();
const holds = new Set<() => Promise<boolean>>();
const scrolls = new Map<string, number>();
let shown = location.href;
let keys = 0;

/** Tells when the address changed. */
export function onNavigate(listener: (how: "push" | "replace" | "pop") => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Keeps the person on the page until `mayLeave` says yes; closing the window asks with the browser's own words.
 * @returns lets go
 */
export function holdLeaving(mayLeave: () => Promise<boolean>): () => void {
  holds.add(mayLeave);
  return () => holds.delete(mayLeave);
}

async function mayLeave(): Promise<Leaving> {
  for (const hold of [...holds]) if (!(await hold())) return { stay: true };
  holds.clear();
  return { stay: false };
}

function rememberScroll() {
  scrolls.set(String(history.state?.key ?? 0), scrollY);
}

/** How far the page was scrolled when it was last left by this entry of the history, in px. */
export function rememberedScroll(): number {
  return scrolls.get(String(history.state?.key ?? 0)) ?? 0;
}

/** Goes to a page of this application. */
export async function navigate(to: string, { replace = false } = {}): Promise<void> {
  const url = new URL(to, location.href);
  const samePage = url.pathname === location.pathname;
  if (!samePage && holds.size > 0 && (await mayLeave()).stay) return;
  rememberScroll();
  if (replace) history.replaceState({ key: history.state?.key ?? 0 }, "", url);
  else history.pushState({ key: (keys += 1) }, "", url);
  shown = location.href;
  for (const listener of listeners) listener(replace ? "replace" : "push");
}

/** Starts catching link clicks and the browser's own back and forward. */
export function startRouter() {
  history.scrollRestoration = "manual";
  document.addEventListener("click", (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = (event.target as Element).closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || /^\/(portal|k\/v1|login|logout|password|files)\b/.test(url.pathname)) return;
    if (url.pathname === location.pathname && url.search === location.search && url.hash) return;
    event.preventDefault();
    void navigate(url.href);
  });
  addEventListener("popstate", () => {
    const target = location.href;
    const leavesPage = new URL(target).pathname !== new URL(shown).pathname;
    if (leavesPage && holds.size > 0) {
      history.pushState({ key: (keys += 1) }, "", shown);
      void mayLeave().then(({ stay }) => (stay ? undefined : navigate(target)));
      return;
    }
    shown = target;
    for (const listener of listeners) listener("pop");
  });
  addEventListener("beforeunload", (event) => {
    if (holds.size > 0) event.preventDefault();
  });
}
