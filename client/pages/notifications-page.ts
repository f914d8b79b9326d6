import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get, send } from "../api.ts";
import "../elements/notification-list.ts";
import "../elements/tab-list.ts";
import { toast } from "../elements/toast-stack.ts";
import { t } from "../messages/text.ts";
import { Query, queryClient } from "../query.ts";
import { navigate } from "../router.ts";
import type { Notification } from "../wire.ts";
import { Page } from "./page.ts";

const filters = ["to-me", "unread", "all", "flagged"] as const;

/** All notifications, by filter; read and unread, to be looked at later. */
@customElement("notifications-page")
export class NotificationsPage extends Page {
  @state() private earlier: readonly Notification[] = [];
  @state() private hasOlder: boolean | undefined;
  #filter = "";
  #list = new Query<{ notifications: Notification[]; older: boolean }>(this, () => ({
    key: ["notifications", this.filter],
    keepsPrevious: true,
    read: () => this.read(),
  }));

  private get filter(): string {
    const wanted = this.route.query.get("filter");
    return filters.find((one) => one === wanted) ?? "to-me";
  }

  private read(before?: string) {
    return get<{ notifications: Notification[]; older: boolean }>("/portal/v1/notifications.json", {
      filter: this.filter,
      before,
      limit: 50,
    });
  }

  protected override willUpdate() {
    super.willUpdate();
    if (this.#filter === this.filter) return;
    this.#filter = this.filter;
    this.earlier = [];
    this.hasOlder = undefined;
  }

  protected override pageTitle() {
    return t("header.bell");
  }

  private refresh() {
    return Promise.all([
      queryClient.invalidateQueries({ queryKey: ["notifications"] }),
      queryClient.invalidateQueries({ queryKey: ["session"] }),
    ]);
  }

  private async readAll() {
    await send("POST", "/portal/v1/notifications/read.json", { all: true });
    this.earlier = [];
    await this.refresh();
    toast(t("notification.all-read"));
  }

  private async markRead({ detail: id }: CustomEvent<string>) {
    await send("POST", "/portal/v1/notifications/read.json", { ids: [id] });
    await this.refresh();
  }

  private async flag({ detail }: CustomEvent<{ id: string; flagged: boolean }>) {
    await send("POST", "/portal/v1/notifications/flag.json", detail);
    await this.refresh();
  }

  private async readOlder() {
    const last = [...(this.#list.data?.notifications ?? []), ...this.earlier].at(-1);
    const page = await this.read(last?.id);
    this.earlier = [...this.earlier, ...page.notifications];
    this.hasOlder = page.older;
  }

  private renderNone() {
    if (this.filter !== "to-me") return html`<p class="empty">${t("notification.none")}</p>`;
    return html`<div class="empty">
      <p>${t("notification.none-to-me")}</p>
      <a class="button" href="/notifications?filter=all">${t("notification.see-all")}</a>
    </div>`;
  }

  protected override render() {
    const { data, error } = this.#list;
    const all = [...(data?.notifications ?? []), ...this.earlier];
    const tabs = filters.map((code) => ({ code, label: t(`notification.filter-${code}`) }));
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("header.bell")}</h1>
        <button type="button" class="button" @click=${this.readAll}>${t("notification.read-all")}</button>
      </div>
      <tab-list
        .tabs=${tabs}
        .current=${this.filter}
        .label=${t("notification.filters")}
        @tab-change=${({ detail }: CustomEvent<string>) => navigate(`/notifications?filter=${detail}`, { replace: true })}
      ></tab-list>
      <div
        role="tabpanel"
        class="tab-panel"
        id="panel-${this.filter}"
        aria-labelledby="tab-${this.filter}"
        tabindex="0"
        aria-busy=${!data}
      >
        ${error ? html`<page-problem .error=${error}></page-problem>` : nothing}
        ${data && all.length === 0 ? this.renderNone() : nothing}
        <notification-list
          .notifications=${all}
          @notification-open=${this.markRead}
          @notification-flag=${this.flag}
        ></notification-list>
        ${(this.hasOlder ?? data?.older) ? html`<button type="button" class="button" @click=${this.readOlder}>${t("notification.older")}</button>` : nothing}
      </div>`;
  }
}
