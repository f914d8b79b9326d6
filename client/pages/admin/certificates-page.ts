import { html } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get, send } from "../../api.ts";
import { deviceCell, endCell, lastUseCell, revokeCell, stateCell } from "../../elements/admin/certificate-cells.ts";
import "../../elements/admin/list-search.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import "../../elements/admin/revoke-dialog.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { nameOf } from "../../wire.ts";
import type { Certificate } from "./admin-wire.ts";
import { EditPage } from "./edit-page.ts";
import { offsetOf, pageRows, renderList, search, stepsOf } from "./list-parts.ts";

interface Certificates {
  certificates: Certificate[];
  totalCount: number | string;
}

/** All certificates, those that end first at the top. */
@customElement("certificates-page")
export class CertificatesPage extends EditPage {
  @state() private revoking: Certificate | undefined;
  #certificates = new Query<Certificates>(this, () => {
    const { q, status } = this.conditions;
    const offset = offsetOf(this.route);
    return {
      key: ["admin", "certificates", q, status, offset],
      keepsPrevious: true,
      read: () => get<Certificates>("/portal/v1/admin/certificates.json", { q, status, offset, limit: pageRows }),
    };
  });

  private get conditions() {
    const { query } = this.route;
    return { q: query.get("q") ?? "", status: query.get("status") ?? "" };
  }

  protected override pageTitle() {
    return t("admin.menu.certificates");
  }

  private async revoke(reason: string) {
    const certificate = this.revoking;
    if (!certificate) return;
    const answer = await this.write(() =>
      send("POST", "/portal/v1/admin/certificate/revoke.json", { id: certificate.id, reason }),
    );
    if (answer === undefined) return;
    this.revoking = undefined;
    toast(t("admin.revoke.done", { name: certificate.user.name }));
    await this.keepFocus();
  }

  protected override render() {
    const { q, status } = this.conditions;
    const list = this.#certificates.data;
    const states = ["active", "expired", "revoked", "superseded"] as const;
    return html`<h1 tabindex="-1">${t("admin.menu.certificates")}</h1>
      <p class="meta">${t("admin.certificate.lead")}</p>
      <list-search
        .label=${t("admin.certificate.search")}
        .support=${t("admin.certificate.words")}
        .words=${q}
        .filters=${[
          {
            code: "status",
            label: t("admin.user.status"),
            value: status,
            choices: states.map((value) => ({ value, label: t(`admin.certificate.state.${value}`) })),
          },
        ]}
        @list-search=${(event: CustomEvent<Record<string, string>>) => search(this.route, event)}
      ></list-search>
      ${renderList({
        error: this.#certificates.error,
        rows: list?.certificates.length,
        isStale: this.#certificates.isStale,
        steps: stepsOf(this.route, Number(list?.totalCount ?? 0)),
        route: this.route,
        isFiltered: `${q}${status}` !== "",
        empty: html`<p>${t("admin.certificate.empty")}</p>
          <a class="button" href="/admin/users">${t("admin.certificate.to-users")}</a>`,
        table: () =>
          plainTable(
            t("admin.menu.certificates"),
            [
              { label: t("admin.user.name") },
              { label: t("admin.certificate.device") },
              { label: t("admin.user.status") },
              { label: t("admin.certificate.end") },
              { label: t("admin.certificate.last-use") },
              { label: t("admin.list.actions"), isActions: true },
            ],
            (list?.certificates ?? []).map((certificate) => ({
              key: certificate.id,
              cells: [
                html`<a href="/admin/users/${certificate.user.id}">${certificate.user.name}</a
                  ><span class="meta cell-line">${nameOf(certificate.organization)}</span>`,
                deviceCell(certificate),
                stateCell(certificate),
                endCell(certificate),
                lastUseCell(certificate),
                revokeCell(certificate, () => (this.revoking = certificate)),
              ],
            })),
          ),
      })}
      <revoke-dialog
        .certificate=${this.revoking}
        .busy=${this.isBusy}
        .failure=${this.failure || Object.values(this.refusals).join(" ")}
        @revoke=${(event: CustomEvent<string>) => this.revoke(event.detail)}
        @dialog-close=${() => (this.revoking = undefined)}
      ></revoke-dialog>`;
  }
}
