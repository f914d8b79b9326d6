import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import "../../elements/admin/list-search.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { icon } from "../../elements/icons.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { Page } from "../page.ts";
import { organizationsReading } from "./admin-readings.ts";
import type { Organization } from "./admin-wire.ts";
import { renderList, search } from "./list-parts.ts";

interface Placed {
  organization: Organization;
  depth: number;
}

/**
 * Organisations in the order of the tree, each with its depth (0 at the top). One whose parent is not among them stands at
 * the top, so that a search hit is never lost.
 */
export function inTreeOrder(organizations: readonly Organization[]): Placed[] {
  const known = new Set(organizations.map(({ code }) => code));
  const placed: Placed[] = [];
  const walk = (parent: string | null, depth: number) => {
    for (const organization of organizations) {
      const above = organization.parentCode && known.has(organization.parentCode) ? organization.parentCode : null;
      if (above !== parent || placed.some((one) => one.organization === organization)) continue;
      placed.push({ organization, depth });
      walk(organization.code, depth + 1);
    }
  };
  walk(null, 0);
  return placed;
}

/** The organisations as a tree; with words, only those that fit. */
@customElement("organizations-page")
export class OrganizationsPage extends Page {
  #organizations = new Query(this, () => organizationsReading(this.words));

  private get words(): string {
    return this.route.query.get("q") ?? "";
  }

  protected override pageTitle() {
    return t("admin.menu.organizations");
  }

  private renderTable(organizations: readonly Organization[]): TemplateResult {
    const names = new Map(organizations.map(({ code, name }) => [code, name]));
    return plainTable(
      t("admin.menu.organizations"),
      [
        { label: t("admin.organization.name") },
        { label: t("admin.organization.code") },
        { label: t("admin.organization.parent") },
        { label: t("admin.organization.people"), isNumber: true },
      ],
      inTreeOrder(organizations).map(({ organization: { id, code, name, parentCode, people }, depth }) => ({
        key: id,
        cells: [
          html`<span class="tree-name depth-${Math.min(depth, 5)}"
            ><a href="/admin/organizations/${id}">${name}</a></span
          >`,
          code,
          parentCode ? (names.get(parentCode) ?? parentCode) : "",
          people > 0
            ? html`<a href="/admin/users?organization=${encodeURIComponent(code)}"
                >${t("admin.organization.count", { n: people })}</a
              >`
            : t("admin.organization.count", { n: 0 }),
        ],
      })),
    );
  }

  protected override render() {
    const { data } = this.#organizations;
    const add = html`<a class="button filled" href="/admin/organizations/new"
      >${icon("add")}${t("admin.organization.add")}</a
    >`;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("admin.menu.organizations")}</h1>
        <div class="buttons">
          ${add}
          <a class="button" href="/admin/users/hospital">${t("admin.hospital.title")}</a>
        </div>
      </div>
      <list-search
        .label=${t("admin.organization.search")}
        .support=${t("admin.organization.words")}
        .words=${this.words}
        @list-search=${(event: CustomEvent<Record<string, string>>) => search(this.route, event)}
      ></list-search>
      ${renderList({
        error: this.#organizations.error,
        rows: data?.length,
        isStale: this.#organizations.isStale,
        route: this.route,
        isFiltered: this.words !== "",
        empty: html`<p>${t("admin.organization.empty")}</p>
          ${add}`,
        table: () => this.renderTable(data ?? []),
      })}`;
  }
}
