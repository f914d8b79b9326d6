import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { get, send } from "../../api.ts";
import { plainTable, type TableRow } from "../../elements/admin/plain-table.ts";
import { shortDay } from "../../elements/admin/state-tag.ts";
import { icon } from "../../elements/icons.ts";
import { confirmDialog } from "../../elements/modal-dialog.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { nameOf } from "../../wire.ts";
import { EditPage } from "./edit-page.ts";
import { renderList } from "./list-parts.ts";

interface Template {
  id: string;
  name: string;
  description: string;
  threads: string[];
  apps: string[];
  createdAt: string;
  creator: { code: string; name: string } | null;
}

const address = "/portal/v1/admin/space-templates.json";

/** Templates of spaces, the newest first: what each holds, a new space from it, and its end. */
@customElement("templates-page")
export class TemplatesPage extends EditPage {
  #templates = new Query(this, () => ({
    key: ["admin", "templates"],
    read: async () => (await get<{ templates: Template[] }>(address)).templates,
  }));

  protected override pageTitle() {
    return t("admin.menu.templates");
  }

  private async takeAway({ id, name }: Template) {
    const question = { heading: t("admin.template.remove-title", { name }), body: t("admin.template.remove-body") };
    const isSure = await confirmDialog({ ...question, verb: t("admin.template.remove-verb"), isDangerous: true });
    if (!isSure || (await this.write(() => send("DELETE", address, { id }))) === undefined) return;
    toast(t("admin.template.removed", { name }));
    await this.keepFocus();
  }

  private cells(template: Template): TableRow["cells"] {
    const { id, name, description, threads, apps, createdAt, creator } = template;
    return [
      html`${name}${description ? html`<span class="meta cell-line">${description}</span>` : nothing}`,
      html`${t("admin.template.counts", { apps: apps.length, threads: threads.length })}
        <span class="meta cell-line">${apps.join(t("record.list-comma"))}</span>`,
      html`${shortDay(createdAt)}<span class="meta cell-line">${nameOf(creator)}</span>`,
      html`<div class="buttons">
        <a class="button" href="/admin/templates/${id}/space"
          >${t("admin.template.use")}<span class="visually-hidden">${t("admin.list.of", { name })}</span></a
        >
        <button type="button" class="button" @click=${() => this.takeAway(template)}>
          ${t("admin.template.remove")}<span class="visually-hidden">${t("admin.list.of", { name })}</span>
        </button>
      </div>`,
    ];
  }

  protected override render() {
    const { data, error, isStale } = this.#templates;
    const add = html`<a class="button filled" href="/admin/templates/new">${icon("add")}${t("admin.template.add")}</a>`;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("admin.menu.templates")}</h1>
        <div class="buttons">${add}</div>
      </div>
      <p class="meta">${t("admin.template.lead")}</p>
      ${this.renderFailure()}
      ${renderList({
        error,
        rows: data?.length,
        isStale,
        route: this.route,
        isFiltered: false,
        empty: html`<p>${t("admin.template.empty")}</p>
          ${add}`,
        table: () =>
          plainTable(
            t("admin.menu.templates"),
            [
              { label: t("admin.template.name") },
              { label: t("admin.template.content") },
              { label: t("admin.template.saved-on") },
              { label: t("admin.list.actions"), isActions: true },
            ],
            (data ?? []).map((template) => ({ key: template.id, cells: this.cells(template) })),
          ),
      })}`;
  }
}
