import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { get } from "../../api.ts";
import "../../elements/admin/list-search.ts";
import { plainTable, type TableRow } from "../../elements/admin/plain-table.ts";
import { accountTag, invitationTag, shortDay } from "../../elements/admin/state-tag.ts";
import { icon } from "../../elements/icons.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { Page } from "../page.ts";
import { organizationChoices, organizationsReading } from "./admin-readings.ts";
import type { Account } from "./admin-wire.ts";
import { offsetOf, pageRows, renderList, search, stepsOf } from "./list-parts.ts";

interface Accounts {
  users: Account[];
  totalCount: number | string;
}

/** Everybody who may enter, or might. */
@customElement("users-page")
export class UsersPage extends Page {
  #organizations = new Query(this, () => organizationsReading());
  #users = new Query<Accounts>(this, () => {
    const { q, status, organization } = this.conditions;
    const offset = offsetOf(this.route);
    return {
      key: ["admin", "users", q, status, organization, offset],
      keepsPrevious: true,
      read: () => get<Accounts>("/portal/v1/admin/users.json", { q, status, organization, offset, limit: pageRows }),
    };
  });

  private get conditions() {
    const { query } = this.route;
    return {
      q: query.get("q") ?? "",
      status: query.get("status") ?? "",
      organization: query.get("organization") ?? "",
    };
  }

  protected override pageTitle() {
    return t("admin.menu.users");
  }

  private row(user: Account): TableRow {
    const { active, expiresAt } = user.certificates;
    return {
      key: user.id,
      cells: [
        html`<a href="/admin/users/${user.id}">${user.name}</a><span class="meta cell-line">${user.code}</span>`,
        user.organizations.map(({ name }) => name).join(t("record.list-comma")),
        html`${accountTag(user)}${user.isAdministrator ? html`<span class="meta cell-line">${t("admin.user.administrator")}</span>` : nothing}`,
        active > 0
          ? html`${t("admin.user.certificates", { n: active })}<span class="meta cell-line"
                >${t("admin.user.until", { day: shortDay(expiresAt) })}</span
              >`
          : t("admin.user.no-certificates"),
        invitationTag(user),
      ],
    };
  }

  private renderActions() {
    return html`<a class="button filled" href="/admin/users/hospital">${icon("add")}${t("admin.hospital.title")}</a>
      <a class="button" href="/admin/users/new">${icon("user")}${t("admin.user.add")}</a>
      <a class="button" href="/admin/users/import">${t("admin.import.title")}</a>`;
  }

  protected override render() {
    const { q, status, organization } = this.conditions;
    const list = this.#users.data;
    const filters = [
      {
        code: "status",
        label: t("admin.user.status"),
        value: status,
        choices: [
          { value: "active", label: t("admin.user.state.active") },
          { value: "suspended", label: t("admin.user.state.suspended") },
        ],
      },
      {
        code: "organization",
        label: t("admin.user.organization"),
        value: organization,
        choices: organizationChoices(this.#organizations.data),
        isLong: true,
      },
    ];
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("admin.menu.users")}</h1>
        <div class="buttons">${this.renderActions()}</div>
      </div>
      <list-search
        .label=${t("admin.user.search")}
        .support=${t("admin.user.words")}
        .words=${q}
        .filters=${filters}
        @list-search=${(event: CustomEvent<Record<string, string>>) => search(this.route, event)}
      ></list-search>
      ${renderList({
        error: this.#users.error,
        rows: list?.users.length,
        isStale: this.#users.isStale,
        steps: stepsOf(this.route, Number(list?.totalCount ?? 0)),
        route: this.route,
        isFiltered: `${q}${status}${organization}` !== "",
        empty: html`<p>${t("admin.user.empty")}</p>
          <div class="buttons">${this.renderActions()}</div>`,
        table: () =>
          plainTable(
            t("admin.menu.users"),
            [
              { label: t("admin.user.name") },
              { label: t("admin.user.organization") },
              { label: t("admin.user.status") },
              { label: t("admin.menu.certificates") },
              { label: t("admin.invitation") },
            ],
            (list?.users ?? []).map((user) => this.row(user)),
          ),
      })}`;
  }
}
