import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { showInstant } from "../../app-definitions/field-types/japanese-dates.ts";
import { ApiError, get, send } from "../api.ts";
import "../elements/error-summary.ts";
import "../elements/form-field.ts";
import type { ControlFrame } from "../elements/form-field.ts";
import { confirmDialog } from "../elements/modal-dialog.ts";
import { problemWords } from "../elements/page-problem.ts";
import { toast } from "../elements/toast-stack.ts";
import { knownKey, locale, t, type MessageKey } from "../messages/text.ts";
import { Query, queryClient } from "../query.ts";
import { sessionReading } from "../session.ts";
import type { Devices, Session } from "../wire.ts";
import { nameOf } from "../wire.ts";
import { Page } from "./page.ts";

/** One's own settings: language, mails, keys, rows, password, devices and log-ins. */
@customElement("settings-page")
export class SettingsPage extends Page {
  @state() private passwordErrors: Readonly<Record<string, string>> = {};
  #session = new Query<Session>(this, () => sessionReading);
  #devices = new Query<Devices>(this, () => ({
    key: ["devices"],
    read: () => get<Devices>("/portal/v1/devices.json"),
  }));

  protected override pageTitle() {
    return t("header.settings");
  }

  protected override hasProblems() {
    return Object.keys(this.passwordErrors).length > 0;
  }

  private async set(change: Record<string, unknown>) {
    try {
      await send("PUT", "/portal/v1/settings.json", change);
      await this.#session.again();
      document.querySelector<HTMLElement & { requestUpdate(): void }>("app-root")?.requestUpdate();
      this.requestUpdate();
      toast(t("record.saved"));
    } catch (error) {
      toast(problemWords(error as Error));
    }
  }

  private setPreference(name: "shortcuts" | "dense", event: Event) {
    const preferences = { ...this.#session.data?.user.preferences, [name]: (event.target as HTMLInputElement).checked };
    return this.set({ preferences });
  }

  private async changePassword(event: SubmitEvent) {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values = Object.fromEntries(
      ["current", "new", "repeat"].map((name) => [name, String(new FormData(form).get(name) ?? "")]),
    );
    const missing = Object.entries(values).filter(([, value]) => value === "");
    if (missing.length > 0) {
      this.passwordErrors = Object.fromEntries(missing.map(([name]) => [name, t("check.required")]));
      return;
    }
    if (values["new"] !== values["repeat"]) {
      this.passwordErrors = { repeat: t("settings.password-differs") };
      return;
    }
    try {
      await send("PUT", "/portal/v1/password.json", { current: values["current"], new: values["new"] });
      this.passwordErrors = {};
      form.reset();
      toast(t("settings.password-changed"));
    } catch (error) {
      const known = error instanceof ApiError ? Object.entries(error.errors) : [];
      this.passwordErrors =
        known.length > 0
          ? Object.fromEntries(known.map(([name, { messages }]) => [name, messages.join(" ")]))
          : { current: problemWords(error as Error) };
    }
  }

  private async endSession(id: string) {
    if (
      !(await confirmDialog({
        heading: t("settings.end"),
        body: t("settings.end-body"),
        verb: t("settings.end-verb"),
        isDangerous: true,
      }))
    )
      return;
    await send("DELETE", "/portal/v1/sessions.json", { id });
    await queryClient.invalidateQueries({ queryKey: ["devices"] });
  }

  private renderDisplay({ user }: Session) {
    const choose = (name: MessageKey, group: string, current: string, options: readonly [string, string][]) =>
      html`<form-field
        group
        for=${group}
        .label=${t(name)}
        .control=${() =>
          html`<div class="choices vertical">
            ${options.map(
              ([value, words]) =>
                html`<label class="choice">
                  <input
                    type="radio"
                    name=${group}
                    value=${value}
                    .checked=${current === value}
                    @change=${() => this.set({ [group]: value })}
                  />${words}
                </label>`,
            )}
          </div>`}
      ></form-field>`;
    return html`<section class="section stack" aria-labelledby="display-title">
      <h2 id="display-title">${t("settings.display")}</h2>
      ${choose("settings.language", "locale", user.locale, [
        ["ja", "日本語"],
        ["en", "English"],
      ])}
      ${choose("settings.mail", "mailNotifications", user.mailNotifications, [
        ["to-me", t("settings.mail-to-me")],
        ["all", t("settings.mail-all")],
        ["none", t("settings.mail-none")],
      ])}
      <form-field
        group
        for="preferences"
        .label=${t("settings.work")}
        .control=${() =>
          html`<div class="choices vertical">
            <label class="choice"
              ><input
                type="checkbox"
                .checked=${user.preferences.shortcuts !== false}
                @change=${(event: Event) => this.setPreference("shortcuts", event)}
              />${t("settings.shortcuts")}</label
            >
            <label class="choice"
              ><input
                type="checkbox"
                .checked=${user.preferences.dense === true}
                @change=${(event: Event) => this.setPreference("dense", event)}
              />${t("settings.dense")}</label
            >
          </div>`}
      ></form-field>
    </section>`;
  }

  private renderPassword() {
    const field = (name: "current" | "new" | "repeat", label: MessageKey, support = "") =>
      html`<form-field
        required
        for="password-${name}"
        .label=${t(label)}
        .support=${support}
        .error=${this.passwordErrors[name] ?? ""}
        .control=${({ id, describedBy, invalid }: ControlFrame) =>
          html`<input
            class="input"
            type="password"
            id=${id}
            name=${name}
            autocomplete=${name === "current" ? "current-password" : "new-password"}
            maxlength="128"
            aria-invalid=${invalid}
            aria-describedby=${describedBy || nothing}
          />`}
      ></form-field>`;
    return html`<section class="section" aria-labelledby="password-title">
      <h2 id="password-title">${t("settings.password")}</h2>
      <form class="stack" novalidate @submit=${this.changePassword}>
        ${field("current", "settings.password-current")}
        ${field("new", "settings.password-new", t("settings.password-rule"))}
        ${field("repeat", "settings.password-repeat")}
        <p><button class="button filled">${t("settings.password-change")}</button></p>
      </form>
    </section>`;
  }

  private renderDevices({ certificates, sessions }: Devices) {
    const stateWords = (status: string) => {
      const key = knownKey(`certificate.${status}`);
      return key ? t(key) : status;
    };
    return html`<section class="section" aria-labelledby="devices-title">
        <h2 id="devices-title">${t("settings.devices")}</h2>
        <ul class="rows">
          ${certificates.map(
            ({ deviceName, serial, status, notAfter, lastUsedAt, isThis }) =>
              html`<li>
                <strong>${deviceName || t("settings.unnamed")}</strong>
                <span class="tag ${status === "active" ? "ok" : "warn"}">${stateWords(status)}</span>
                ${isThis ? html`<span class="tag">${t("settings.this")}</span>` : nothing}
                <span class="meta">${t("settings.serial", { serial })}</span>
                <span class="meta">${t("settings.until", { at: showInstant(notAfter, locale(), true) })}</span>
                ${lastUsedAt ? html`<span class="meta">${t("settings.used", { at: showInstant(lastUsedAt, locale(), true) })}</span>` : nothing}
              </li>`,
          )}
        </ul>
      </section>
      <section class="section" aria-labelledby="sessions-title">
        <h2 id="sessions-title">${t("settings.sessions")}</h2>
        <ul class="rows">
          ${sessions.map(
            ({ id, deviceName, userAgent, seenAt, isThis }) =>
              html`<li>
                <strong>${deviceName || t("settings.unnamed")}</strong>
                ${isThis ? html`<span class="tag">${t("settings.this")}</span>` : nothing}
                <span class="meta">${t("settings.seen", { at: showInstant(seenAt, locale(), true) })}</span>
                <details>
                  <summary>${t("problem.details")}</summary>
                  <p class="meta">${userAgent}</p>
                </details>
                ${isThis ? nothing : html`<button type="button" class="button" @click=${() => this.endSession(id)}>${t("settings.end")}</button>`}
              </li>`,
          )}
        </ul>
      </section>`;
  }

  protected override render() {
    const session = this.#session.data;
    const devices = this.#devices.data;
    return html`<div class="page-head"><h1 tabindex="-1">${t("header.settings")}</h1></div>
      <div class="narrow">
        ${
          session
            ? html`<p>
                  ${session.organization ? t("app.person", { name: session.user.name, organization: nameOf(session.organization) }) : session.user.name}
                </p>
                <p class="meta">${t("settings.login", { code: session.user.code })}</p>
                ${this.renderDisplay(session)} ${this.renderPassword()}`
            : nothing
        }
        ${devices ? this.renderDevices(devices) : nothing}
        ${this.#devices.error ? html`<page-problem .error=${this.#devices.error}></page-problem>` : nothing}
      </div>`;
  }
}
