import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { icon } from "../../elements/icons.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { Page } from "../page.ts";
import { groupsReading } from "./admin-readings.ts";
import { groupRuleSentence } from "./group-rule-sentence.ts";
import { renderList } from "./list-parts.ts";

/** Groups: who may do what is said by group. */
@customElement("groups-page")
export class GroupsPage extends Page {
  #groups = new Query(this, () => groupsReading());

  protected override pageTitle() {
    return t("admin.menu.groups");
  }

  protected override render() {
    const { data } = this.#groups;
    const add = html`<a class="button filled" href="/admin/groups/new">${icon("add")}${t("admin.group.add")}</a>`;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("admin.menu.groups")}</h1>
        <div class="buttons">${add}</div>
      </div>
      <p class="meta">${t("admin.group.lead")}</p>
      ${renderList({
        error: this.#groups.error,
        rows: data?.length,
        isStale: this.#groups.isStale,
        route: this.route,
        isFiltered: false,
        empty: html`<p>${t("admin.group.empty")}</p>
          ${add}`,
        table: () =>
          plainTable(
            t("admin.menu.groups"),
            [
              { label: t("admin.group.name") },
              { label: t("admin.group.code") },
              { label: t("admin.group.description") },
              { label: t("admin.organization.people"), isNumber: true },
            ],
            (data ?? []).map(({ id, code, name, description, people, rule, ruleOrganizations }) => ({
              key: id,
              cells: [
                html`<a href="/admin/groups/${id}">${name}</a>`,
                code,
                rule
                  ? html`${description}<span class="meta cell-line"
                        >${groupRuleSentence(rule, ruleOrganizations)}</span
                      >`
                  : description,
                t("admin.organization.count", { n: people }),
              ],
            })),
          ),
      })}`;
  }
}
