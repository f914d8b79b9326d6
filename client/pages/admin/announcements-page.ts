import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import { get, send } from "../../api.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { stateTag } from "../../elements/admin/state-tag.ts";
import { icon } from "../../elements/icons.ts";
import { confirmDialog } from "../../elements/modal-dialog.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { locale } from "../../messages/text.ts";
import { Query, queryClient } from "../../query.ts";
import { nameOf, type Announcement, type Home } from "../../wire.ts";
import { EditPage } from "./edit-page.ts";
import { renderList } from "./list-parts.ts";

/** The announcements of the portal, as everybody sees them. */
@customElement("announcements-page")
export class AnnouncementsPage extends EditPage {
  #home = new Query<Home>(this, () => ({ key: ["home"], read: () => get<Home>("/portal/v1/home.json") }));

  protected override pageTitle() {
    return t("admin.menu.announcements");
  }

  private async takeDown({ id, title }: Announcement) {
    const goes = await confirmDialog({
      heading: t("admin.announcement.remove-title"),
      body: t("admin.announcement.remove-body", { title }),
      verb: t("admin.announcement.remove-verb"),
      isDangerous: true,
    });
    if (!goes) return;
    const answer = await this.write(() => send("DELETE", "/portal/v1/announcement.json", { id }));
    if (answer === undefined) return;
    await queryClient.invalidateQueries({ queryKey: ["home"] });
    toast(t("admin.announcement.removed", { title }));
    await this.keepFocus();
  }

  protected override render() {
    const announcements = this.#home.data?.announcements;
    const add = html`<a class="button filled" href="/admin/announcements/new"
      >${icon("add")}${t("admin.announcement.add")}</a
    >`;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("admin.menu.announcements")}</h1>
        <div class="buttons">${add}</div>
      </div>
      <p class="meta">${t("admin.announcement.lead")}</p>
      ${this.renderFailure()}
      ${renderList({
        error: this.#home.error,
        rows: announcements?.length,
        isStale: this.#home.isStale,
        route: this.route,
        isFiltered: false,
        empty: html`<p>${t("admin.announcement.empty")}</p>
          ${add}`,
        table: () =>
          plainTable(
            t("admin.menu.announcements"),
            [
              { label: t("admin.announcement.title") },
              { label: t("admin.announcement.published") },
              { label: t("admin.announcement.by") },
              { label: t("admin.list.actions"), isActions: true },
            ],
            (announcements ?? []).map((one) => ({
              key: one.id,
              cells: [
                html`<a href="/admin/announcements/${one.id}">${one.title}</a> ${
                    one.isImportant ? stateTag("warn", t("admin.announcement.important")) : nothing
                  }`,
                html`<time datetime=${one.publishedAt}>${showInstant(one.publishedAt, locale(), true)}</time>`,
                nameOf(one.publishedBy),
                html`<button type="button" class="button" @click=${() => this.takeDown(one)}>
                  ${icon("trash")}<span
                    >${t("admin.announcement.remove")}<span class="visually-hidden"
                      >${t("admin.list.of", { name: one.title })}</span
                    ></span
                  >
                </button>`,
              ],
            })),
          ),
      })}`;
  }
}
