import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ConsentEntry, ConsentValue } from "../../app-definitions/field-type.ts";
import type { ConsentSettings, ConsentTerms } from "../../app-definitions/field-types/consent/consent-widget.ts";
import { showDay, showEvidence } from "../../app-definitions/field-types/japanese-dates.ts";
import { addressOf } from "../api.ts";
import { today } from "../day.ts";
import { locale, t } from "../messages/text.ts";
import { uniqueId } from "../unique-id.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";
import { confirmDialog } from "./modal-dialog.ts";
import "./safe-html.ts";

/** A serial number in the pairs in which certificates show it. */
export function serialWords(serial: string): string {
  return (
    serial
      .replace(/:/g, "")
      .toUpperCase()
      .match(/.{1,2}/g)
      ?.join(":") ?? serial
  );
}

/** The terms that hold today: the latest version whose day has come. */
export function termsToday(terms: readonly ConsentTerms[], day: string): ConsentTerms | undefined {
  return terms.filter(({ effectiveOn }) => !effectiveOn || effectiveOn <= day).at(-1) ?? terms.at(-1);
}

type Act = { action: "AGREE"; version: string } | { action: "WITHDRAW" } | undefined;

/**
 * Consent: terms to read to the end, a tick, then saving. Shows what the server recorded, never what this side believes.
 *
 * @fires value-change - detail: what to write on saving the form; undefined takes it back (only where `savesItself` is false)
 * @fires consent-act - detail: { code, act } to save at once
 */
@customElement("consent-form")
export class ConsentForm extends LightElement {
  @property({ attribute: false }) field!: ConsentSettings;
  /** As read from the server, or the act that waits for the form to be saved. */
  @property({ attribute: false }) value: unknown = null;
  @property({ attribute: false }) place!: { app: string; record: string | null; field: string };
  @property({ attribute: false }) translation: (text: string) => string = (text) => text;
  @property() controlId = uniqueId("consent");
  @property({ type: Boolean }) mayAct = false;
  /** True on the record page outside editing: the tick is followed by a button that saves at once. */
  @property({ type: Boolean }) savesItself = false;
  @state() private hasRead = false;
  @state() private isTicked = false;
  @state() private showsTerms = false;

  private get consent(): ConsentValue | null {
    const value = this.value as Partial<ConsentValue> | null | undefined;
    return value && Array.isArray(value.entries) ? (value as ConsentValue) : null;
  }

  protected override updated() {
    if (!this.hasRead) void this.checkLength();
  }

  /** Terms that fit without scrolling count as read; but their text is drawn only after this element. */
  private async checkLength() {
    const terms = this.querySelector<HTMLElement>(".terms");
    await terms?.querySelector<LightElement>("safe-html")?.updateComplete;
    const isDrawn = terms !== null && terms.clientHeight > 0;
    if (isDrawn && terms.scrollHeight <= terms.clientHeight + 8) this.hasRead = true;
  }

  private onScroll(event: Event) {
    const { scrollTop, clientHeight, scrollHeight } = event.target as HTMLElement;
    if (scrollTop + clientHeight >= scrollHeight - 8) this.hasRead = true;
  }

  private toEnd() {
    const terms = this.querySelector<HTMLElement>(".terms");
    if (terms) terms.scrollTop = terms.scrollHeight;
    this.hasRead = true;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".consent-tick input")?.focus());
  }

  private act(act: Act) {
    if (this.savesItself) this.fire("consent-act", { code: this.field.code, act });
    else this.fire("value-change", act);
  }

  private tick(event: Event, version: string) {
    this.isTicked = (event.target as HTMLInputElement).checked;
    if (!this.savesItself) this.act(this.isTicked ? { action: "AGREE", version } : undefined);
  }

  private async withdraw() {
    const body = t("consent.withdraw-body", { title: this.translation(this.field.label) });
    if (
      await confirmDialog({ heading: t("consent.withdraw"), body, verb: t("consent.withdraw-verb"), isDangerous: true })
    ) {
      this.act({ action: "WITHDRAW" });
    }
  }

  private renderTerms(terms: ConsentTerms) {
    return html`<div
        class="terms"
        tabindex="0"
        role="region"
        aria-label=${this.translation(terms.title)}
        @scroll=${this.onScroll}
      >
        <h3>${this.translation(terms.title)}</h3>
        <p class="meta">
          ${t("consent.version", { version: terms.version })}${terms.effectiveOn ? t("consent.effective", { day: showDay(terms.effectiveOn, locale()) }) : nothing}
        </p>
        <safe-html .html=${this.translation(terms.body)}></safe-html>
      </div>
      ${this.hasRead ? nothing : html`<p><button type="button" class="button" @click=${this.toEnd}>${icon("down")}${t("consent.to-end")}</button></p>`}`;
  }

  private renderAsk(terms: ConsentTerms) {
    return html`<div class="stack">
      ${this.renderTerms(terms)}
      <label class="choice consent-tick">
        <input
          type="checkbox"
          id=${this.controlId}
          .checked=${this.isTicked}
          ?disabled=${!this.hasRead}
          aria-describedby="${this.controlId}-note"
          @change=${(event: Event) => this.tick(event, terms.version)}
        />
        ${this.translation(this.field.statement ?? t("consent.statement"))}
      </label>
      <p class="hint" id="${this.controlId}-note">${this.hasRead ? t("consent.recorded") : t("consent.read-first")}</p>
      ${
        this.savesItself
          ? html`<p>
              <button
                type="button"
                class="button filled large"
                ?disabled=${!this.isTicked}
                @click=${() => this.act({ action: "AGREE", version: terms.version })}
              >
                ${t("consent.save")}
              </button>
            </p>`
          : nothing
      }
    </div>`;
  }

  private renderEvidence({ action, version, at, user, organization, certificate }: ConsentEntry) {
    const rows: [string, string][] = [
      [
        t(action === "AGREE" ? "consent.who-agreed" : "consent.who-withdrew"),
        organization ? t("consent.person", { name: user.name, organization: organization.name }) : user.name,
      ],
      [t("consent.when"), showEvidence(at, locale())],
      [t("consent.which"), t("consent.version", { version })],
      [t("consent.certificate"), certificate ? serialWords(certificate.serial) : t("consent.no-certificate")],
    ];
    return html`<p><strong>${t(action === "AGREE" ? "consent.agreed" : "consent.withdrawn")}</strong></p>
      <dl class="pairs">
        ${rows.map(
          ([name, words]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${words}</dd>
            </div>`,
        )}
      </dl>`;
  }

  private renderState(consent: ConsentValue) {
    const last = consent.entries.at(-1);
    const { app, record } = this.place;
    const pdf = record
      ? addressOf("/portal/v1/record/consent.pdf", { app, id: record, field: this.field.code })
      : undefined;
    return html`<div class="notice ${consent.state === "AGREED" ? "ok" : "warn"}">
        <div class="stack">${last ? this.renderEvidence(last) : nothing}</div>
      </div>
      <div class="buttons">
        ${pdf ? html`<a class="button" href=${pdf} target="_blank">${icon("download")}${t("consent.pdf")}</a>` : nothing}
        <button
          type="button"
          class="button quiet"
          aria-expanded=${this.showsTerms}
          @click=${() => (this.showsTerms = !this.showsTerms)}
        >
          ${t("consent.show-terms")}
        </button>
        ${
          this.mayAct && consent.state === "AGREED"
            ? html`<button type="button" class="button quiet" @click=${this.withdraw}>${t("consent.withdraw")}</button>`
            : nothing
        }
      </div>
      ${
        consent.entries.length > 1
          ? html`<details>
              <summary>${t("consent.chain", { n: consent.entries.length })}</summary>
              <ol>
                ${[...consent.entries].reverse().map((entry) => html`<li class="stack">${this.renderEvidence(entry)}</li>`)}
              </ol>
            </details>`
          : nothing
      }`;
  }

  protected override render() {
    const { consent, field } = this;
    const terms = termsToday(field.terms ?? [], today());
    if (!terms) return nothing;
    const pending = this.value as { action?: string } | null | undefined;
    const isOld = consent?.state === "AGREED" && consent.version !== terms.version;
    const asks = this.mayAct && (!consent || consent.state === "WITHDRAWN" || isOld);
    return html`<div class="consent stack">
      ${consent ? this.renderState(consent) : nothing}
      ${pending?.action === "WITHDRAW" ? html`<p class="notice warn">${t("consent.withdraw-pending")}</p>` : nothing}
      ${isOld ? html`<p class="notice warn">${t("consent.new-terms", { version: terms.version })}</p>` : nothing}
      ${asks && pending?.action !== "WITHDRAW" ? this.renderAsk(terms) : nothing}
      ${!consent && !asks ? html`<p>${t("consent.none")}</p>` : nothing}
      ${!asks && (this.showsTerms || !consent) ? this.renderTerms(field.terms.find(({ version }) => version === consent?.version) ?? terms) : nothing}
    </div>`;
  }
}
