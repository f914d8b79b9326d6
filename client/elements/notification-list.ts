import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { showInstant } from "../../app-definitions/field-types/japanese-dates.ts";
import { locale, t } from "../messages/text.ts";
import { notificationHref, reasonWords } from "../notification-words.ts";
import type { Notification } from "../wire.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

/**
 * Notifications, newest first: why, where, when; one press leads to the place.
 *
 * @fires notification-open - detail: the id of one that is being opened
 * @fires notification-flag - detail: { id, flagged }
 */
@customElement("notification-list")
export class NotificationList extends LightElement {
  @property({ attribute: false }) notifications: readonly Notification[] = [];
  @property({ type: Boolean }) short = false;

  protected override render() {
    return html`<ul class="notifications">
      ${this.notifications.map((one) => {
        const title = one.recordTitle || one.title;
        return html`<li class=${one.readAt ? "" : "is-unread"}>
          <a href=${notificationHref(one)} @click=${() => this.fire("notification-open", one.id)}>
            <span class="notification-title"
              >${one.readAt ? nothing : html`<span class="tag error">${t("notification.unread")}</span>`}${title}</span
            >
            <span class=${one.reason === "rule" ? "notification-text" : "meta"}>${reasonWords(one)}</span>
            <span class="meta"
              >${one.app ? `${one.app.name} ・ ` : ""}<time datetime=${one.at}
                >${showInstant(one.at, locale(), true)}</time
              ></span
            >
          </a>
          ${
            this.short
              ? nothing
              : html`<button
                  type="button"
                  class="button quiet ${one.flaggedAt ? "is-on" : ""}"
                  aria-pressed=${one.flaggedAt !== null}
                  @click=${() => this.fire("notification-flag", { id: one.id, flagged: one.flaggedAt === null })}
                >
                  ${icon("flag")}${t("notification.flag")}<span class="visually-hidden">${title}</span>
                </button>`
          }
        </li>`;
      })}
    </ul>`;
  }
}
