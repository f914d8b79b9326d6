import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { send } from "../../api.ts";
import { deviceCell, endCell, lastUseCell, revokeCell, stateCell } from "../../elements/admin/certificate-cells.ts";
import "../../elements/admin/handover-notice.ts";
import type { Handover } from "../../elements/admin/handover-notice.ts";
import "../../elements/admin/invite-dialog.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import "../../elements/admin/revoke-dialog.ts";
import { accountTag, invitationTag } from "../../elements/admin/state-tag.ts";
import { icon } from "../../elements/icons.ts";
import { confirmDialog } from "../../elements/modal-dialog.ts";
import "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query } from "../../query.ts";
import { navigate } from "../../router.ts";
import { knownSession } from "../../session.ts";
import { accountReading, certificatesOfReading, downloadLetter, invite } from "./admin-readings.ts";
import type { Account, Certificate } from "./admin-wire.ts";
import { EditPage } from "./edit-page.ts";
import { languageChoices } from "./language-choices.ts";
import { crumbs, renderList } from "./list-parts.ts";

/** One person: what is known, whether and how he may enter, his certificates. */
@customElement("user-page")
export class UserPage extends EditPage {
  @state() private isInviting = false;
  @state() private revoking: Certificate | undefined;
  @state() private handover: Handover | undefined;
  #user = new Query<Account | null>(this, () => accountReading(this.userId));
  #certificates = new Query<Certificate[]>(this, () => certificatesOfReading(this.userId));

  private get userId(): string {
    return this.route.params["user"] ?? "";
  }

  protected override pageTitle() {
    if (this.#user.error) return t("problem.title");
    const user = this.#user.data;
    return user === undefined ? undefined : (user?.name ?? t("problem.404"));
  }

  protected override willUpdate() {
    super.willUpdate();
    if (this.route.query.get("invite") !== "1" || !this.#user.data) return;
    this.isInviting = true; // just added: the invitation is the next thing to do
    const { path } = this.route;
    queueMicrotask(() => void navigate(path, { replace: true }));
  }

  private async invite(user: Account, deviceName: string) {
    const answer = await this.write(() => invite(user.id, deviceName));
    if (!answer) return;
    this.isInviting = false;
    this.handover = {
      title: t("admin.handover.invited"),
      email: user.email,
      loginName: answer.loginName,
      expiresAt: answer.enrolment.expiresAt,
      initialPassword: answer.initialPassword,
    };
    if (answer.initialPassword) this.hold();
  }

  private async cancelInvitation(user: Account) {
    const { id } = user.invitation;
    const goes = await confirmDialog({
      heading: t("admin.invitation.cancel-title"),
      body: t("admin.invitation.cancel-body", { name: user.name }),
      verb: t("admin.invitation.cancel"),
      isDangerous: true,
    });
    if (!goes || !id) return;
    const answer = await this.write(() => send("POST", "/portal/v1/admin/invite/cancel.json", { id }));
    if (answer !== undefined) toast(t("admin.invitation.cancelled", { name: user.name }));
    await this.keepFocus();
  }

  private async suspend(user: Account) {
    const goes = await confirmDialog({
      heading: t("admin.suspend.title"),
      body: t("admin.suspend.body", { name: user.name }),
      verb: t("admin.suspend.verb"),
      isDangerous: true,
    });
    if (!goes) return;
    const answer = await this.write(() => send("POST", "/portal/v1/admin/user/suspend.json", { id: user.id }));
    if (answer !== undefined) toast(t("admin.suspend.done", { name: user.name }));
    await this.keepFocus();
  }

  private async reactivate(user: Account) {
    const goes = await confirmDialog({
      heading: t("admin.reactivate.title"),
      body: t("admin.reactivate.body", { name: user.name }),
      verb: t("admin.reactivate.verb"),
    });
    if (!goes) return;
    const answer = await this.write(() => send("POST", "/portal/v1/admin/user/reactivate.json", { id: user.id }));
    if (answer !== undefined) toast(t("admin.reactivate.done", { name: user.name }));
    await this.keepFocus();
  }

  private async renewPassword(user: Account) {
    const goes = await confirmDialog({
      heading: t("admin.password.title"),
      body: t("admin.password.body", { name: user.name }),
      verb: t("admin.password.verb"),
      isDangerous: true,
    });
    if (!goes) return;
    const answer = await this.write(() =>
      send<{ password: string }>("POST", "/portal/v1/admin/user/password.json", { id: user.id }),
    );
    if (!answer) return;
    this.handover = {
      title: t("admin.password.done"),
      email: user.email,
      loginName: user.code,
      expiresAt: null,
      initialPassword: answer.password,
    };
    this.hold();
  }

  private async printLetter(user: Account) {
    const secret = this.handover?.initialPassword;
    if (!secret) return;
    // The password is still on the page.
    const done = await this.attempt(async () => {
      await downloadLetter(user.id, secret, t("admin.handover.file", { name: user.name }));
      return true;
    });
    if (done) toast(t("admin.handover.letter-made"));
  }

  private closeHandover() {
    this.handover = undefined;
    this.letGo();
    void this.keepFocus();
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

  private renderFacts(user: Account) {
    const names = (things: Account["organizations"]) =>
      things.map(({ name }) => name).join(t("record.list-comma")) || t("admin.user.nothing");
    const facts: [string, unknown][] = [
      [t("admin.user.code"), user.code],
      [t("admin.user.email"), user.email || t("admin.user.nothing")],
      [t("admin.user.phone"), user.phone || t("admin.user.nothing")],
      [t("admin.user.organization"), names(user.organizations)],
      [t("admin.user.groups"), names(user.groups)],
      [t("admin.user.locale"), languageChoices().find(({ value }) => value === user.locale)?.label],
      [t("admin.user.is-administrator"), t(user.isAdministrator ? "admin.form.yes" : "admin.form.no")],
      [
        t("admin.user.password"),
        t(user.mustChangePassword ? "admin.user.password-initial" : "admin.user.password-own"),
      ],
    ];
    return html`<section class="card stack">
      <h2>${t("admin.user.person")}</h2>
      <dl class="admin-facts">
        ${facts.map(
          ([label, value]) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </section>`;
  }

  private renderEntry(user: Account) {
    const isSuspended = user.status === "suspended";
    const isSelf = knownSession()?.user.id === user.id;
    return html`<section class="card stack">
      <h2>${t("admin.user.entry")}</h2>
      <p>${t("admin.invitation")}：${invitationTag(user)}</p>
      ${
        isSuspended
          ? html`<p>${t("admin.user.suspended-note")}</p>`
          : user.email
            ? nothing
            : html`<p>
                ${t("admin.invite.no-email")} <a href="/admin/users/${user.id}/edit">${t("admin.user.edit")}</a>
              </p>`
      }
      <div class="buttons">
        ${
          isSuspended || !user.email
            ? nothing
            : html`<button
                type="button"
                class="button ${user.certificates.active > 0 ? "" : "filled"}"
                @click=${() => (this.isInviting = true)}
              >
                ${icon("add")}${t(user.invitation.state === "none" ? "admin.invite.open" : "admin.invite.again")}
              </button>`
        }
        ${
          user.invitation.state === "open" && user.invitation.id
            ? html`<button type="button" class="button" @click=${() => this.cancelInvitation(user)}>
                ${t("admin.invitation.cancel")}
              </button>`
            : nothing
        }
        ${
          isSuspended
            ? html`<button type="button" class="button filled" @click=${() => this.reactivate(user)}>
                ${t("admin.reactivate.verb")}
              </button>`
            : html`<button type="button" class="button" @click=${() => this.renewPassword(user)}>
                ${icon("lock")}${t("admin.password.verb")}
              </button>`
        }
        ${
          isSuspended || isSelf
            ? nothing
            : html`<button type="button" class="button" @click=${() => this.suspend(user)}>
                ${t("admin.suspend.verb")}
              </button>`
        }
      </div>
    </section>`;
  }

  private renderCertificates() {
    const certificates = this.#certificates.data;
    return html`<section class="section">
      <h2>${t("admin.menu.certificates")}</h2>
      ${renderList({
        error: this.#certificates.error,
        rows: certificates?.length,
        isStale: this.#certificates.isStale,
        route: this.route,
        isFiltered: false,
        empty: html`<p>${t("admin.user.certificates-empty")}</p>`,
        table: () =>
          plainTable(
            t("admin.menu.certificates"),
            [
              { label: t("admin.certificate.device") },
              { label: t("admin.user.status") },
              { label: t("admin.certificate.end") },
              { label: t("admin.certificate.last-use") },
              { label: t("admin.list.actions"), isActions: true },
            ],
            (certificates ?? []).map((one) => ({
              key: one.id,
              cells: [
                deviceCell(one),
                stateCell(one),
                endCell(one),
                lastUseCell(one),
                revokeCell(one, () => (this.revoking = one)),
              ],
            })),
          ),
      })}
    </section>`;
  }

  protected override render() {
    const title = this.pageTitle();
    if (title === undefined) return html`<p class="skeleton"></p>`;
    const user = this.#user.data;
    const head = html`${crumbs(["/admin/users", t("admin.menu.users")])}`;
    if (!user) {
      return html`${head}
        <h1 tabindex="-1">${title}</h1>
        <page-problem .error=${this.#user.error}></page-problem>`;
    }
    const failure = this.failure || Object.values(this.refusals).join(" ");
    const isAsking = this.isInviting || this.revoking !== undefined;
    return html`${head}
      <div class="page-head">
        <div class="admin-title">
          <h1 tabindex="-1">${title}</h1>
          ${accountTag(user)}
        </div>
        <a class="button" href="/admin/users/${user.id}/edit">${icon("edit")}${t("admin.user.edit")}</a>
      </div>
      ${isAsking ? nothing : html`<div role="alert">${failure ? html`<p class="notice error"><strong>${failure}</strong></p>` : nothing}</div>`}
      <handover-notice
        .handover=${this.handover}
        .busy=${this.isBusy}
        @letter-print=${() => this.printLetter(user)}
        @handover-done=${() => this.closeHandover()}
      ></handover-notice>
      <div class="admin-cards">${this.renderFacts(user)} ${this.renderEntry(user)}</div>
      ${this.renderCertificates()}
      <invite-dialog
        .account=${this.isInviting ? user : undefined}
        .busy=${this.isBusy}
        .failure=${failure}
        @invite=${(event: CustomEvent<string>) => this.invite(user, event.detail)}
        @dialog-close=${() => (this.isInviting = false)}
      ></invite-dialog>
      <revoke-dialog
        .certificate=${this.revoking}
        .busy=${this.isBusy}
        .failure=${failure}
        @revoke=${(event: CustomEvent<string>) => this.revoke(event.detail)}
        @dialog-close=${() => (this.revoking = undefined)}
      ></revoke-dialog>`;
  }
}
