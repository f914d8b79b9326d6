import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { t, type AdminKey } from "../../messages/admin-text.ts";
import { matchPath } from "../../router-paths.ts";
import type { Route } from "../../router.ts";
import { knownSession } from "../../session.ts";
import { Page } from "../page.ts";
import "./admin.css";
import "./announcement-page.ts";
import "./announcements-page.ts";
import "./certificates-page.ts";
import "./events-page.ts";
import "./group-page.ts";
import "./groups-page.ts";
import "./hospital-page.ts";
import "./import-page.ts";
import "./mails-page.ts";
import "./organization-page.ts";
import "./organizations-page.ts";
import "./person-page.ts";
import "./template-page.ts";
import "./templates-page.ts";
import "./token-page.ts";
import "./tokens-page.ts";
import "./user-page.ts";
import "./users-page.ts";

type Draw = (route: Route, isReturn: boolean) => TemplateResult;

/** Patterns after `/admin`; the first that fits wins. */
const sections: readonly [pattern: string, draw: Draw][] = [
  ["/", (route, back) => html`<users-page .route=${route} .isReturn=${back}></users-page>`],
  ["/users", (route, back) => html`<users-page .route=${route} .isReturn=${back}></users-page>`],
  ["/users/hospital", (route, back) => html`<hospital-page .route=${route} .isReturn=${back}></hospital-page>`],
  ["/users/new", (route, back) => html`<person-page .route=${route} .isReturn=${back}></person-page>`],
  ["/users/import", (route, back) => html`<import-page .route=${route} .isReturn=${back}></import-page>`],
  ["/users/:user", (route, back) => html`<user-page .route=${route} .isReturn=${back}></user-page>`],
  ["/users/:user/edit", (route, back) => html`<person-page .route=${route} .isReturn=${back}></person-page>`],
  [
    "/organizations",
    (route, back) => html`<organizations-page .route=${route} .isReturn=${back}></organizations-page>`,
  ],
  [
    "/organizations/:organization",
    (route, back) => html`<organization-page .route=${route} .isReturn=${back}></organization-page>`,
  ],
  ["/groups", (route, back) => html`<groups-page .route=${route} .isReturn=${back}></groups-page>`],
  ["/groups/:group", (route, back) => html`<group-page .route=${route} .isReturn=${back}></group-page>`],
  ["/certificates", (route, back) => html`<certificates-page .route=${route} .isReturn=${back}></certificates-page>`],
  ["/tokens", (route, back) => html`<tokens-page .route=${route} .isReturn=${back}></tokens-page>`],
  ["/tokens/new", (route, back) => html`<token-page .route=${route} .isReturn=${back}></token-page>`],
  [
    "/announcements",
    (route, back) => html`<announcements-page .route=${route} .isReturn=${back}></announcements-page>`,
  ],
  [
    "/announcements/:announcement",
    (route, back) => html`<announcement-page .route=${route} .isReturn=${back}></announcement-page>`,
  ],
  ["/templates", (route, back) => html`<templates-page .route=${route} .isReturn=${back}></templates-page>`],
  ["/templates/new", (route, back) => html`<template-page .route=${route} .isReturn=${back}></template-page>`],
  [
    "/templates/:template/space",
    (route, back) => html`<template-page .route=${route} .isReturn=${back}></template-page>`,
  ],
  ["/mails", (route, back) => html`<mails-page .route=${route} .isReturn=${back}></mails-page>`],
  ["/events", (route, back) => html`<events-page .route=${route} .isReturn=${back}></events-page>`],
];

const menu: readonly [name: string, words: AdminKey][] = [
  ["users", "admin.menu.users"],
  ["organizations", "admin.menu.organizations"],
  ["groups", "admin.menu.groups"],
  ["certificates", "admin.menu.certificates"],
  ["tokens", "admin.menu.tokens"],
  ["announcements", "admin.menu.announcements"],
  ["templates", "admin.menu.templates"],
  ["mails", "admin.menu.mails"],
  ["events", "admin.menu.events"],
];

/** The administration: a menu at the side and one of its pages, each of which brings its own title. */
@customElement("admin-page")
export class AdminPage extends Page {
  /** Only for what none of the pages below answers for. */
  protected override pageTitle() {
    if (!this.isAllowed) return t("problem.403");
    return this.found ? undefined : t("problem.404");
  }

  private get isAllowed(): boolean {
    return knownSession()?.user.isAdministrator === true;
  }

  private get found(): { draw: Draw; route: Route } | undefined {
    const path = `/${this.route.params["rest"] ?? ""}`;
    for (const [pattern, draw] of sections) {
      const params = matchPath(pattern, path);
      if (params) return { draw, route: { ...this.route, params } };
    }
    return undefined;
  }

  private renderOwn(words: string) {
    return html`<h1 tabindex="-1">${words}</h1>
      <p><a href="/">${t("problem.home")}</a></p>`;
  }

  protected override render() {
    const { found } = this;
    if (!this.isAllowed) return this.renderOwn(t("problem.403"));
    const here = this.route.params["rest"]?.split("/")[0] || "users";
    return html`<div class="admin">
      <nav class="admin-menu" aria-label=${t("admin.menu")}>
        <p class="admin-menu-title">${t("admin.menu")}</p>
        <ul class="bare">
          ${menu.map(
            ([name, words]) =>
              html`<li>
                <a href="/admin/${name}" aria-current=${name === here ? "page" : nothing}>${t(words)}</a>
              </li>`,
          )}
        </ul>
      </nav>
      <div class="admin-main">${found ? found.draw(found.route, this.isReturn) : this.renderOwn(t("problem.404"))}</div>
    </div>`;
  }
}
