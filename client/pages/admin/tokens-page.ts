import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { get, send } from "../../api.ts";
import { plainTable, type TableRow } from "../../elements/admin/plain-table.ts";
import { shortDay } from "../../elements/admin/state-tag.ts";
import { icon } from "../../elements/icons.ts";
import { confirmDialog } from "../../elements/modal-dialog.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t, wordsFor } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { EditPage } from "./edit-page.ts";
import { renderList } from "./list-parts.ts";

interface Token {
  id: string;
  name: string;
  app: { id: string; name: string };
  rights: string[];
  user: { code: string; name: string } | null;
  networks: string[];
  status: "active" | "expired" | "revoked";
  expiresAt: string | null;
  lastUsedAt: string | null;
}

const address = "/portal/v1/admin/tokens.json";

/** API tokens of all apps, the newest first. */
@customElement("tokens-page")
export class TokensPage extends EditPage {
  #tokens = new Query(this, () => ({
    key: ["admin", "tokens"],
    read: async () => (await get<{ tokens: Token[] }>(address)).tokens,
  }));

  protected override pageTitle() {
    return t("admin.menu.tokens");
  }

  private async revoke({ id, name }: Token) {
    const question = { heading: t("admin.token.revoke-title", { name }), body: t("admin.token.revoke-body") };
    const isSure = await confirmDialog({ ...question, verb: t("admin.token.revoke"), isDangerous: true });
    if (!isSure || (await this.write(() => send("DELETE", address, { id }))) === undefined) return;
    toast(t("admin.token.revoked", { name }));
    await this.keepFocus();
  }

  private cells(token: Token): TableRow["cells"] {
    const { name, app, rights, user, networks, status, expiresAt, lastUsedAt } = token;
    return [
      html`${name}<span class="meta cell-line">${app.name}</span>`,
      rights
        .map((right) => wordsFor("admin.token.right", right, "admin.token.right.view"))
        .join(t("record.list-comma")),
      user ? t("admin.token.of", { name: user.name }) : networks.join(t("record.list-comma")),
      html`${wordsFor("admin.token.state", status, "admin.token.state.revoked")}${
        expiresAt
          ? html`<span class="meta cell-line">${t("admin.user.until", { day: shortDay(expiresAt) })}</span>`
          : nothing
      }`,
      lastUsedAt ? shortDay(lastUsedAt) : t("admin.token.unused"),
      status === "active"
        ? html`<button
            type="button"
            class="button"
            aria-label=${t("admin.token.revoke-one", { name })}
            @click=${() => this.revoke(token)}
          >
            ${t("admin.token.revoke")}
          </button>`
        : nothing,
    ];
  }

  protected override render() {
    const { data, error, isStale } = this.#tokens;
    const add = html`<a class="button filled" href="/admin/tokens/new">${icon("add")}${t("admin.token.add")}</a>`;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("admin.menu.tokens")}</h1>
        <div class="buttons">${add}</div>
      </div>
      <p class="meta">${t("admin.token.lead")} <a href="/api-reference">${t("admin.token.reference")}</a></p>
      ${this.renderFailure()}
      ${renderList({
        error,
        rows: data?.length,
        isStale,
        route: this.route,
        isFiltered: false,
        empty: html`<p>${t("admin.token.empty")}</p>
          ${add}`,
        table: () =>
          plainTable(
            t("admin.menu.tokens"),
            [
              { label: t("admin.token.name") },
              { label: t("admin.token.rights") },
              { label: t("admin.token.place") },
              { label: t("admin.user.status") },
              { label: t("admin.certificate.last-use") },
              { label: t("admin.list.actions"), isActions: true },
            ],
            (data ?? []).map((token) => ({ key: token.id, cells: this.cells(token) })),
          ),
      })}`;
  }
}
