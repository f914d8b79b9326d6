import { html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { lastContact, onEnding, onOnlineChange, type Ending } from "../api.ts";
import { isIme, isTyping } from "../is-ime.ts";
import { t } from "../messages/text.ts";
import type { Page } from "../pages/page.ts";
import { Query, queryClient } from "../query.ts";
import { findRoute, navigate, onNavigate, startRouter } from "../router.ts";
import { hasShortcuts, sessionReading } from "../session.ts";
import type { AppHeader } from "./app-header.ts";
import { LightElement } from "./light-element.ts";
import "./app-header.ts";
import "./modal-dialog.ts";
import "./page-problem.ts";
import "./toast-stack.ts";

const idleCheckMs = 30_000;
const warnBeforeMs = 5 * 60_000;

/** The frame around all pages: header, banners, the page of the address, toasts, help. */
@customElement("app-root")
export class AppRoot extends LightElement {
  @state() private page: Page | undefined;
  @state() private loadError: Error | null = null;
  @state() private isOnline = true;
  @state() private ending: Ending | undefined;
  @state() private endsSoon = false;
  @state() private helpIsOpen = false;
  @query("app-header") private header?: AppHeader;
  #session = new Query(this, () => sessionReading);
  #stops: (() => void)[] = [];

  override connectedCallback() {
    super.connectedCallback();
    startRouter();
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("dragover", refuseStray);
    document.addEventListener("drop", refuseStray);
    const timer = setInterval(() => this.checkIdle(), idleCheckMs);
    this.#stops = [
      onNavigate((how) => void this.show(how === "pop")),
      onOnlineChange((isOnline) => (this.isOnline = isOnline)),
      onEnding((ending) => void this.end(ending)),
      () => clearInterval(timer),
    ];
    void this.show(false);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
    document.removeEventListener("keydown", this.onKey);
  }

  private checkIdle() {
    const idleMs = (this.#session.data?.idleMinutes ?? 0) * 60_000;
    this.endsSoon = idleMs > 0 && performance.now() - lastContact() > idleMs - warnBeforeMs;
  }

  private async show(isReturn: boolean) {
    const { entry, route } = findRoute(new URL(location.href));
    try {
      await Promise.all([
        entry.load(),
        queryClient.fetchQuery({ queryKey: sessionReading.key, queryFn: sessionReading.read, staleTime: Infinity }),
      ]);
    } catch (error) {
      this.loadError = error as Error;
      return;
    }
    if (this.#session.data?.mustChangePassword) return location.assign("/password");
    const isSame = this.page?.localName === entry.tag;
    const page = isSame && this.page ? this.page : (document.createElement(entry.tag) as Page);
    page.route = route;
    page.isReturn = isReturn;
    this.loadError = null;
    this.page = page;
  }

  private onKey = (event: KeyboardEvent) => {
    if (isIme(event) || event.defaultPrevented) return;
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.header?.focusSearch();
    }
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || !hasShortcuts()) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      event.preventDefault();
      this.header?.focusSearch();
    } else if (event.key === "?") {
      this.helpIsOpen = true;
    }
  };

  private onSearch({ detail: words }: CustomEvent<string>) {
    const app = /^\/apps\/(\d+)/.exec(location.pathname)?.[1];
    const query = new URLSearchParams({ search: words });
    void navigate(app ? `/apps/${app}?${query}` : `/apps?${query}`);
  }

  private logOut() {
    const form = Object.assign(document.createElement("form"), { method: "post", action: "/logout" });
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "__REQUEST_TOKEN__" });
    field.value = this.#session.data?.token ?? "";
    form.append(field);
    document.body.append(form);
    localStorage.clear(); // shared computers: nothing of this person stays behind
    sessionStorage.clear();
    form.submit();
  }

  private async end(ending: Ending) {
    this.ending = ending;
    await this.updateComplete;
    const heading = this.querySelector<HTMLElement>("h1");
    document.title = heading?.textContent ?? "";
    heading?.focus();
  }

  private renderEnding(ending: Ending) {
    return html`<main id="main">
      <div class="stack prose">
        <h1 tabindex="-1">${t(ending.kind === "certificate" ? "ending.certificate" : "ending.ended")}</h1>
        <p>${ending.message || t("ending.next")}</p>
        <p><a class="button filled large" href="/login" target="_self">${t("ending.login")}</a></p>
      </div>
    </main>`;
  }

  private renderHelp() {
    const keys: [string, string][] = [
      ["/", t("help.search")],
      ["j / k", t("help.next")],
      ["n / p", t("help.pages")],
      ["Enter / o", t("help.open")],
      ["c", t("help.add")],
      ["e", t("help.edit")],
      ["Ctrl + S", t("help.save")],
      ["Ctrl + Enter", t("help.send")],
      ["Alt + 1～9", t("help.tabs")],
      ["Alt + ↑ / ↓", t("help.move")],
      ["Esc", t("help.cancel")],
    ];
    return html`<p>${t("help.lead")}</p>
      <h3>${t("help.keys")}</h3>
      <dl class="pairs">
        ${keys.map(
          ([key, words]) =>
            html`<div>
              <dt><kbd>${key}</kbd></dt>
              <dd>${words}</dd>
            </div>`,
        )}
      </dl>
      <p class="hint">${t("help.off")}</p>`;
  }

  protected override render() {
    if (this.ending) return this.renderEnding(this.ending);
    const session = this.#session.data;
    return html`
      <a class="skip-link" href="#main">${t("app.skip")}</a>
      <app-header
        .session=${session}
        .path=${this.page?.route.path ?? ""}
        @header-search=${this.onSearch}
        @help-open=${() => (this.helpIsOpen = true)}
        @log-out=${this.logOut}
      ></app-header>
      <div role="status">
        ${
          this.isOnline
            ? nothing
            : html`<div class="banner">
                <span>${t("problem.offline")}</span>
                <button type="button" class="button" @click=${() => queryClient.refetchQueries()}>
                  ${t("problem.retry")}
                </button>
              </div>`
        }
        ${
          this.endsSoon
            ? html`<div class="banner">
                <span>${t("session.ends-soon")}</span>
                <button type="button" class="button" @click=${this.stay}>${t("session.stay")}</button>
              </div>`
            : nothing
        }
      </div>
      <main id="main" tabindex="-1">
        ${this.loadError ? html`<page-problem .error=${this.loadError}></page-problem>` : (this.page ?? html`<p class="skeleton"></p>`)}
      </main>
      <toast-stack></toast-stack>
      <modal-dialog
        .heading=${t("header.help")}
        .open=${this.helpIsOpen}
        .body=${this.helpIsOpen ? this.renderHelp() : nothing}
        @dialog-close=${() => (this.helpIsOpen = false)}
      ></modal-dialog>
    `;
  }

  private stay = async () => {
    await this.#session.again();
    this.endsSoon = false;
  };
}

function refuseStray(event: DragEvent) {
  if (!(event.target instanceof Element) || !event.target.closest("[data-takes-files]")) event.preventDefault();
}
