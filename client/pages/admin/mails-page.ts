import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import { get } from "../../api.ts";
import "../../elements/admin/list-search.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { mailTag } from "../../elements/admin/state-tag.ts";
import { icon } from "../../elements/icons.ts";
import "../../elements/modal-dialog.ts";
import { t } from "../../messages/admin-text.ts";
import { locale } from "../../messages/text.ts";
import { Query } from "../../query.ts";
import { Page } from "../page.ts";
import type { Mail } from "./admin-wire.ts";
import { listAddress, renderList, search } from "./list-parts.ts";

interface Mails {
  mails: Mail[];
  older?: boolean;
}

/** Mails that went out or could not, the newest first. Secret ones keep their text to themselves. */
@customElement("mails-page")
export class MailsPage extends Page {
  @state() private open: Mail | undefined;
  #mails = new Query<Mails>(this, () => {
    const { state: wanted, before } = this.conditions;
    return {
      key: ["admin", "mails", wanted, before],
      keepsPrevious: true,
      read: () => get<Mails>("/portal/v1/admin/mails.json", { state: wanted, before }),
    };
  });

  private get conditions() {
    const { query } = this.route;
    return { state: query.get("state") ?? "", before: query.get("before") ?? "" };
  }

  protected override pageTitle() {
    return t("admin.menu.mails");
  }

  private renderMail(mail: Mail) {
    const at = (instant: string) => showInstant(instant, locale());
    return html`<dl class="admin-facts">
        <div>
          <dt>${t("admin.mail.to")}</dt>
          <dd>${mail.to}</dd>
        </div>
        <div>
          <dt>${t("admin.user.status")}</dt>
          <dd>${mailTag(mail)}</dd>
        </div>
        <div>
          <dt>${t("admin.mail.created")}</dt>
          <dd>${at(mail.createdAt)}</dd>
        </div>
        ${
          mail.sentAt
            ? html`<div>
                <dt>${t("admin.mail.sent")}</dt>
                <dd>${at(mail.sentAt)}</dd>
              </div>`
            : nothing
        }
        <div>
          <dt>${t("admin.mail.attempts")}</dt>
          <dd>${t("admin.mail.times", { n: mail.attempts })}</dd>
        </div>
        ${
          mail.lastError
            ? html`<div>
                <dt>${t("admin.mail.reason")}</dt>
                <dd>${mail.lastError}</dd>
              </div>`
            : nothing
        }
      </dl>
      ${
        mail.text === null
          ? html`<p class="notice">${icon("lock")}${t("admin.mail.secret")}</p>`
          : html`<div class="mail-text" role="region" aria-label=${t("admin.mail.text")} tabindex="0">
              ${mail.text}
            </div>`
      }`;
  }

  protected override render() {
    const { state: wanted, before } = this.conditions;
    const list = this.#mails.data;
    const last = list?.mails.at(-1);
    const states = ["queued", "sent", "failed"] as const;
    return html`<h1 tabindex="-1">${t("admin.menu.mails")}</h1>
      <p class="meta">${t("admin.mail.lead")}</p>
      <list-search
        .label=${t("admin.mail.search")}
        .hasWords=${false}
        .filters=${[
          {
            code: "state",
            label: t("admin.user.status"),
            value: wanted,
            choices: states.map((value) => ({ value, label: t(`admin.mail.state.${value}`) })),
          },
        ]}
        @list-search=${(event: CustomEvent<Record<string, string>>) =>
          search(this.route, new CustomEvent("list-search", { detail: { ...event.detail, before: "" } }))}
      ></list-search>
      ${renderList({
        error: this.#mails.error,
        rows: list?.mails.length,
        isStale: this.#mails.isStale,
        route: this.route,
        isFiltered: wanted !== "" || before !== "",
        empty: html`<p>${t("admin.mail.empty")}</p>`,
        table: () =>
          plainTable(
            t("admin.menu.mails"),
            [
              { label: t("admin.mail.subject") },
              { label: t("admin.mail.to") },
              { label: t("admin.user.status") },
              { label: t("admin.mail.created") },
            ],
            (list?.mails ?? []).map((mail) => ({
              key: mail.id,
              cells: [
                html`<button type="button" class="button quiet as-link" @click=${() => (this.open = mail)}>
                  ${mail.subject}
                </button>`,
                mail.to,
                html`${mailTag(mail)}${mail.lastError ? html`<span class="meta cell-line">${mail.lastError}</span>` : nothing}`,
                showInstant(mail.createdAt, locale(), true),
              ],
            })),
          ),
      })}
      <nav class="buttons page-steps" aria-label=${t("admin.list.pages")} ?hidden=${!list?.older && before === ""}>
        ${before ? html`<a class="button" href=${listAddress(this.route, { before: "" })}>${t("admin.list.newest")}</a>` : nothing}
        ${
          list?.older && last
            ? html`<a class="button" href=${listAddress(this.route, { before: last.id })}
                >${t("admin.list.older")}${icon("forward")}</a
              >`
            : nothing
        }
      </nav>
      <modal-dialog
        .heading=${this.open?.subject ?? ""}
        .open=${this.open !== undefined}
        .body=${this.open ? this.renderMail(this.open) : nothing}
        @dialog-close=${() => (this.open = undefined)}
      ></modal-dialog>`;
  }
}
