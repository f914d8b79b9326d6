import { html, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { isIme } from "../is-ime.ts";
import { t } from "../messages/text.ts";
import { nameOf, type Session } from "../wire.ts";
import { icon, mark } from "./icons.ts";
import { LightElement } from "./light-element.ts";
import "./menu-button.ts";

/**
 * The head of every page: where one is, search, notifications, help, oneself.
 *
 * @fires header-search - detail: the words
 * @fires help-open
 */
@customElement("app-header")
export class AppHeader extends LightElement {
  @property({ attribute: false }) session: Session | undefined;
  @property() path = "/";
  @query("input[type=search]") private search?: HTMLInputElement;

  /** Puts the cursor into the search box, for the `/` key. */
  focusSearch() {
    this.search?.focus();
    this.search?.select();
  }

  private onSearch(event: SubmitEvent) {
    event.preventDefault();
    this.fire("header-search", this.search?.value.trim() ?? "");
  }

  private onSearchKey(event: KeyboardEvent) {
    if (isIme(event) && event.key === "Enter") event.preventDefault(); // Safari sends the form while composing
  }

  private link(href: string, words: string, isLong: boolean, name: "home" | "apps") {
    const isHere = href === "/" ? this.path === "/" : this.path.startsWith(href);
    return html`<li>
      <a href=${href} aria-current=${isHere ? "page" : nothing}
        >${icon(name)}<span class=${isLong ? "long" : ""}>${words}</span></a
      >
    </li>`;
  }

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const { user, organization, unread } = session;
    const name = session.programme?.name ?? t("app.portal");
    return html`<header class="header">
      <a class="header-name" href="/">${mark}<span>${name}</span></a>
      <nav aria-label=${t("header.nav")}>
        <ul class="bare">
          ${this.link("/", t("header.home"), false, "home")} ${this.link("/apps", t("header.apps"), false, "apps")}
        </ul>
      </nav>
      <div class="header-end">
        <form class="header-search" role="search" @submit=${this.onSearch}>
          ${icon("search")}
          <input
            class="input"
            type="search"
            name="q"
            maxlength="200"
            aria-label=${t("header.search")}
            placeholder=${t("header.search-hint")}
            @keydown=${this.onSearchKey}
          />
        </form>
        <a
          class="header-button header-bell"
          href="/notifications"
          aria-current=${this.path === "/notifications" ? "page" : nothing}
        >
          ${icon("bell")}<span class="visually-hidden">${t("header.bell")}</span>${
            unread.toMe > 0
              ? html`<span class="badge"
                  >${unread.toMe > 99 ? "99+" : unread.toMe}<span class="visually-hidden"
                    >${t("header.unread")}</span
                  ></span
                >`
              : nothing
          }
        </a>
        <button type="button" class="header-button header-help" @click=${() => this.fire("help-open")}>
          ${icon("help")}<span class="visually-hidden">${t("header.help")}</span>
        </button>
        <menu-button
          look="header-button header-user"
          .face=${html`${icon("user")}<span><span>${user.name}</span><small>${nameOf(organization)}</small></span
            ><span class="visually-hidden">${t("header.menu")}</span>`}
          .items=${html`
            <li><a href="/settings">${t("header.settings")}</a></li>
            ${user.isAdministrator ? html`<li><a href="/admin">${t("header.admin")}</a></li>` : nothing}
            <li>
              <button type="button" @click=${() => this.fire("help-open")}>${t("header.help")}<kbd>?</kbd></button>
            </li>
            <li><button type="button" @click=${() => this.fire("log-out")}>${t("header.logout")}</button></li>
          `}
        ></menu-button>
      </div>
    </header>`;
  }
}
