import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { showDay, showInstant } from "../../app-definitions/field-types/japanese-dates.ts";
import { send } from "../api.ts";
import { today } from "../day.ts";
import { icon } from "../elements/icons.ts";
import "../elements/notification-list.ts";
import "../elements/safe-html.ts";
import { knownKey, locale, t } from "../messages/text.ts";
import { Query, queryClient } from "../query.ts";
import type { Announcement, Home } from "../wire.ts";
import { nameOf } from "../wire.ts";
import { appTiles } from "./app-tiles.ts";
import { homeReading } from "./home-reading.ts";
import { ownTurnAddress } from "./list-state.ts";
import { Page } from "./page.ts";

/** The first page: own work, announcements, threads, apps, whom to ask. */
@customElement("portal-page")
export class PortalPage extends Page {
  #home = new Query<Home>(this, () => homeReading);
  /** Announcements on show; having been read does not shut them. */
  #opened = new Set<string>();

  protected override pageTitle() {
    if (this.#home.error) return t("problem.title");
    return this.#home.data ? (this.#home.data.space?.name ?? t("app.portal")) : undefined;
  }

  private async markRead(announcement: Announcement, event: Event) {
    if (!(event.target as HTMLDetailsElement).open) return void this.#opened.delete(announcement.id);
    this.#opened.add(announcement.id);
    if (announcement.isRead) return;
    await send("POST", "/portal/v1/announcement/read.json", { id: announcement.id });
    await queryClient.invalidateQueries({ queryKey: ["home"] });
  }

  private renderAssigned({ apps }: Home) {
    const own = apps.filter(({ assigned = 0 }) => assigned > 0);
    if (own.length === 0) return nothing;
    return html`<ul class="chips assigned">
      ${own.map(
        ({ id, name, assigned = 0 }) =>
          html`<li>
            <a class="chip" href=${ownTurnAddress(id)}
              >${t(assigned > 1000 ? "home.assigned-many" : "home.assigned", { app: name, n: assigned })}</a
            >
          </li>`,
      )}
    </ul>`;
  }

  private renderWork(home: Home) {
    const { work } = home;
    const now = today();
    return html`<section class="section" aria-labelledby="work-title">
      <h2 id="work-title">${t("home.work")}</h2>
      ${this.renderAssigned(home)}
      ${
        work.length === 0
          ? html`<p class="hint">${t("home.no-work")}</p>`
          : html`<ul class="rows">
              ${work.map(({ app, record, title, appName, reason, due }) => {
                const key = knownKey(`work.${reason}`);
                const daysLeft = due
                  ? Math.round((Date.parse(due.slice(0, 10)) - Date.parse(now)) / 86_400_000)
                  : undefined;
                return html`<li>
                  <a href="/apps/${app}/records/${record}">${title || appName}</a>
                  <span class="meta">${appName}${reason ? ` ・ ${key ? t(key) : reason}` : ""}</span>
                  ${
                    due
                      ? html`<span
                          class="tag ${daysLeft !== undefined && daysLeft < 0 ? "error" : daysLeft !== undefined && daysLeft <= 3 ? "warn" : ""}"
                          >${t("home.due", { day: showDay(due.slice(0, 10), locale(), true) })}${
                            daysLeft === undefined
                              ? nothing
                              : daysLeft < 0
                                ? t("home.overdue", { n: -daysLeft })
                                : t("home.days-left", { n: daysLeft })
                          }</span
                        >`
                      : nothing
                  }
                </li>`;
              })}
            </ul>`
      }
    </section>`;
  }

  private renderAnnouncement(one: Announcement) {
    const isWanted = this.route.query.get("announcement") === one.id;
    return html`<details
      class="announcement"
      id="announcement-${one.id}"
      ?open=${isWanted || this.#opened.has(one.id)}
      @toggle=${(event: Event) => this.markRead(one, event)}
    >
      <summary>
        ${one.isImportant ? html`<span class="tag error">${icon("alert")}${t("home.important")}</span>` : nothing}
        ${one.isRead ? nothing : html`<span class="tag">${t("notification.unread")}</span>`}
        <strong>${one.title}</strong>
        <time class="meta" datetime=${one.publishedAt}>${showInstant(one.publishedAt, locale(), true)}</time>
      </summary>
      <safe-html .html=${one.body}></safe-html>
      ${one.publishedBy ? html`<p class="meta">${nameOf(one.publishedBy)}</p>` : nothing}
    </details>`;
  }

  private renderContact({ space }: Home) {
    const contact = space?.contact;
    if (!contact) return nothing;
    return html`<section class="section card" aria-labelledby="contact-title">
      <h2 id="contact-title">${t("home.contact")}</h2>
      <p>${contact.name}</p>
      <dl class="pairs">
        ${
          contact.phone
            ? html`<div>
                <dt>${t("home.phone")}</dt>
                <dd><a href="tel:${contact.phone.replace(/[^\d+]/g, "")}">${contact.phone}</a></dd>
              </div>`
            : nothing
        }
        ${
          contact.mail
            ? html`<div>
                <dt>${t("home.mail")}</dt>
                <dd><a href="mailto:${contact.mail}">${contact.mail}</a></dd>
              </div>`
            : nothing
        }
        ${
          contact.hours
            ? html`<div>
                <dt>${t("home.hours")}</dt>
                <dd>${contact.hours}</dd>
              </div>`
            : nothing
        }
      </dl>
    </section>`;
  }

  private renderThreads({ threads }: Home) {
    if (threads.length === 0) return nothing;
    return html`<section class="section" aria-labelledby="threads-title">
      <h2 id="threads-title">${t("home.threads")}</h2>
      <ul class="rows">
        ${threads.map(
          ({ id, name, commentCount, lastCommentAt }) =>
            html`<li>
              <a href="/threads/${id}">${name}</a>
              <span class="meta"
                >${t("home.comments", { n: commentCount })}${lastCommentAt ? html` ・ <time datetime=${lastCommentAt}>${showInstant(lastCommentAt, locale(), true)}</time>` : nothing}</span
              >
            </li>`,
        )}
      </ul>
    </section>`;
  }

  protected override render() {
    const home = this.#home.data;
    if (this.#home.error)
      return html`<h1 tabindex="-1">${t("problem.title")}</h1>
        <page-problem .error=${this.#home.error}></page-problem>`;
    if (!home) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    const announcements = [...home.announcements].sort((a, b) => Number(b.isImportant) - Number(a.isImportant));
    return html`<div class="portal-head">
        <h1 tabindex="-1">${home.space?.name ?? t("app.portal")}</h1>
        ${home.space?.header ? html`<safe-html .html=${home.space.header}></safe-html>` : nothing}
      </div>
      <div class="portal">
        <div>
          ${this.renderWork(home)}
          <section class="section" aria-labelledby="announcements-title">
            <h2 id="announcements-title">${t("home.announcements")}</h2>
            ${announcements.length === 0 ? html`<p class="hint">${t("home.no-announcements")}</p>` : announcements.map((one) => this.renderAnnouncement(one))}
          </section>
          ${this.renderThreads(home)}
        </div>
        <div>
          <section class="section" aria-labelledby="apps-title">
            <h2 id="apps-title">${t("header.apps")}</h2>
            ${appTiles(home.apps)}
          </section>
          <section class="section" aria-labelledby="bell-title">
            <h2 id="bell-title">${t("header.bell")}</h2>
            ${
              home.notifications.length === 0
                ? html`<p class="hint">${t("notification.none")}</p>`
                : html`<notification-list short .notifications=${home.notifications}></notification-list>`
            }
            <p><a href="/notifications">${t("home.all-notifications")}</a></p>
          </section>
          ${this.renderContact(home)}
        </div>
      </div>`;
  }
}
