import { html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { showInstant } from "../../../app-definitions/field-types/japanese-dates.ts";
import { get } from "../../api.ts";
import { plainTable, type TableRow } from "../../elements/admin/plain-table.ts";
import { icon } from "../../elements/icons.ts";
import { t, wordsFor } from "../../messages/admin-text.ts";
import { locale } from "../../messages/text.ts";
import { Query } from "../../query.ts";
import type { Home } from "../../wire.ts";
import { homeReading } from "../home-reading.ts";
import { Page } from "../page.ts";
import type { AuditEvent } from "./admin-wire.ts";
import { listAddress, renderList } from "./list-parts.ts";

interface Events {
  events: AuditEvent[];
  older?: boolean;
}

/** Who did what, the newest first; ids and codes only, as the events themselves. */
@customElement("events-page")
export class EventsPage extends Page {
  #events = new Query<Events>(this, () => ({
    key: ["admin", "events", this.startsBefore],
    keepsPrevious: true,
    read: () => get<Events>("/portal/v1/admin/events.json", { before: this.startsBefore }),
  }));

  /** Events carry ids only; the names of the apps that the administrator may enter are known from the portal page. */
  #home = new Query<Home>(this, () => homeReading);

  private get startsBefore(): string {
    return this.route.query.get("before") ?? "";
  }

  protected override pageTitle() {
    return t("admin.menu.events");
  }

  private appName(id: string): string {
    const known = this.#home.data?.apps.find((app) => app.id === id);
    return known?.name ?? t("admin.event.app", { app: id });
  }

  private row({ id, at, type, by, app, record }: AuditEvent): TableRow {
    const appId = typeof app === "string" ? app : app?.id;
    const appName = typeof app === "string" || !app ? this.appName(appId ?? "") : app.name;
    const place =
      record && appId
        ? html`<a href="/apps/${appId}/records/${record}">${t("admin.event.record", { app: appName, record })}</a>`
        : appId
          ? html`<a href="/apps/${appId}">${appName}</a>`
          : nothing;
    return {
      key: id,
      cells: [
        html`<time datetime=${at}>${showInstant(at, locale(), true)}</time>`,
        wordsFor("admin.event", type, "admin.event.other"),
        by?.name ?? t("admin.event.platform"),
        place,
      ],
    };
  }

  protected override render() {
    const list = this.#events.data;
    const last = list?.events.at(-1);
    return html`<h1 tabindex="-1">${t("admin.menu.events")}</h1>
      <p class="meta">${t("admin.event.lead")}</p>
      ${renderList({
        error: this.#events.error,
        rows: list?.events.length,
        isStale: this.#events.isStale,
        route: this.route,
        isFiltered: this.startsBefore !== "",
        empty: html`<p>${t("admin.event.empty")}</p>`,
        table: () =>
          plainTable(
            t("admin.menu.events"),
            [
              { label: t("admin.event.at") },
              { label: t("admin.event.what") },
              { label: t("admin.event.by") },
              { label: t("admin.event.where") },
            ],
            (list?.events ?? []).map((event) => this.row(event)),
          ),
      })}
      <nav
        class="buttons page-steps"
        aria-label=${t("admin.list.pages")}
        ?hidden=${!list?.older && this.startsBefore === ""}
      >
        ${this.startsBefore ? html`<a class="button" href=${listAddress(this.route, { before: "" })}>${t("admin.list.newest")}</a>` : nothing}
        ${
          list?.older && last
            ? html`<a class="button" href=${listAddress(this.route, { before: last.id })}
                >${t("admin.list.older")}${icon("forward")}</a
              >`
            : nothing
        }
      </nav>`;
  }
}
