import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { FieldProperty } from "../../app-definitions/definition.ts";
import { widgets } from "../../app-definitions/field-types/widgets.ts";
import { isIme } from "../is-ime.ts";
import { locale, t } from "../messages/text.ts";
import { findCandidates, type Candidate, type Candidates } from "../sources.ts";
import { LightElement } from "./light-element.ts";
import "./modal-dialog.ts";

const widest = 5;

/**
 * The key of a record in another app: typed and fetched, or chosen from a list. The server fetches again when the record
 * is saved; what this element tells of copies is a look ahead.
 *
 * @fires value-change - detail: the key
 * @fires lookup-copies - detail: the cells that the neighbours will take, by field code
 */
@customElement("lookup-field")
export class LookupField extends LightElement {
  @property() controlId = "";
  @property() describedBy = "";
  @property() label = "";
  @property() value = "";
  @property({ type: Boolean }) isNumber = false;
  @property({ type: Boolean }) invalid = false;
  @property({ type: Boolean }) required = false;
  @property({ type: Boolean }) disabled = false;
  /** Codes of the fields that take copies; they show empty when the key is cleared. */
  @property({ attribute: false }) targets: readonly string[] = [];
  @property({ attribute: false }) place!: { app: string; record: string | null; field: string };
  @state() private found: Candidates = { columns: [], candidates: [] };
  @state() private isOpen = false;
  @state() private isWaiting = false;
  @state() private message = "";
  @query("input") private input?: HTMLInputElement;
  #asked = 0;

  private set(key: string) {
    this.value = key;
    this.fire("value-change", key);
  }

  /** Asks for candidates; undefined when the answer failed or a later question overtook it. */
  private async ask(words: string): Promise<Candidates | undefined> {
    const mine = (this.#asked += 1);
    this.isWaiting = true;
    this.message = "";
    try {
      const found = await findCandidates(this.place.app, this.place.field, words.normalize("NFKC").trim());
      return mine === this.#asked ? found : undefined;
    } catch {
      if (mine === this.#asked) this.message = t("lookup.failed");
      return undefined;
    } finally {
      if (mine === this.#asked) this.isWaiting = false;
    }
  }

  private async fetchKey() {
    const typed = this.input?.value ?? "";
    if (typed.trim() === "") return this.open();
    const found = await this.ask(typed);
    if (!found) return;
    const { candidates } = found;
    const exact = candidates.find(({ key }) => key === typed.normalize("NFKC").trim()) ?? candidates[0];
    if (candidates.length === 1 || (exact && exact.key === typed.normalize("NFKC").trim())) this.choose(exact!);
    else if (candidates.length === 0) this.message = t("lookup.none");
    else {
      this.found = found;
      this.isOpen = true;
    }
  }

  private async open() {
    this.isOpen = true;
    this.found = (await this.ask("")) ?? { columns: [], candidates: [] };
  }

  private choose({ key, copies }: Candidate) {
    this.isOpen = false;
    this.set(key);
    this.fire("lookup-copies", copies);
    this.message = t("lookup.fetched");
  }

  private clear() {
    this.message = "";
    this.set("");
    this.fire("lookup-copies", Object.fromEntries(this.targets.map((code) => [code, { value: null }])));
    this.input?.focus();
  }

  /** Arrows walk from the box through the candidates; Enter in the box takes the only one. */
  private onListKey(event: KeyboardEvent) {
    if (isIme(event)) return;
    const stops = [...this.querySelectorAll<HTMLElement>("dialog input, dialog tbody button")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    const [only] = this.found.candidates;
    if (step !== undefined) {
      event.preventDefault();
      stops[Math.max(0, Math.min(at + step, stops.length - 1))]?.focus();
    } else if (event.key === "Enter" && at === 0 && only && this.found.candidates.length === 1) {
      event.preventDefault();
      this.choose(only);
    }
  }

  private renderCandidate(one: Candidate, columns: readonly FieldProperty[]) {
    const context = { locale: locale(), translate: (text: string) => text, compact: true, place: this.place };
    return html`<tr>
      <th scope="row">${one.key}</th>
      ${columns.map(
        (field) =>
          html`<td data-label=${field.label}>
            ${widgets[field.type]?.view(one.record[field.code]?.value ?? null, field, context)}
          </td>`,
      )}
      <td>
        <button type="button" class="button small" @click=${() => this.choose(one)}>
          ${t("lookup.choose")}<span class="visually-hidden">${one.key}</span>
        </button>
      </td>
    </tr>`;
  }

  private renderList(): TemplateResult {
    const { candidates } = this.found;
    const columns = this.found.columns.slice(0, widest);
    return html`<div class="stack" @keydown=${(event: KeyboardEvent) => this.onListKey(event)}>
      <div>
        <label class="field-label" for="${this.controlId}-words">${t("lookup.search")}</label>
        <input
          class="input full"
          type="search"
          autofocus
          id="${this.controlId}-words"
          @input=${async (event: InputEvent) => {
            if (!event.isComposing)
              this.found = (await this.ask((event.target as HTMLInputElement).value)) ?? this.found;
          }}
        />
      </div>
      <p class="hint" role="status">
        ${this.message || (this.isWaiting ? t("lookup.waiting") : candidates.length === 0 ? t("lookup.none") : nothing)}
      </p>
      ${
        candidates.length === 0
          ? nothing
          : html`<div class="table-frame" tabindex="0" role="region" aria-label=${t("lookup.list")}>
              <table class="table middle">
                <thead>
                  <tr>
                    <th scope="col">${this.label}</th>
                    ${columns.map(({ label }) => html`<th scope="col">${label}</th>`)}
                    <th scope="col"><span class="visually-hidden">${t("table.acts")}</span></th>
                  </tr>
                </thead>
                <tbody>
                  ${candidates.map((one) => this.renderCandidate(one, columns))}
                </tbody>
              </table>
            </div>`
      }
    </div>`;
  }

  protected override render() {
    return html`<div class="lookup">
        <input
          class="input"
          type="text"
          inputmode=${this.isNumber ? "decimal" : nothing}
          autocomplete="off"
          id=${this.controlId}
          .value=${live(this.value)}
          ?disabled=${this.disabled}
          aria-required=${this.required}
          aria-invalid=${this.invalid}
          aria-describedby=${this.describedBy || nothing}
          @input=${(event: Event) => this.set((event.target as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key !== "Enter" || isIme(event)) return;
            event.preventDefault();
            void this.fetchKey();
          }}
        />
        <button type="button" class="button" ?disabled=${this.disabled} @click=${this.fetchKey}>
          ${t("lookup.fetch")}<span class="visually-hidden">${this.label}</span>
        </button>
        <button type="button" class="button" ?disabled=${this.disabled} @click=${this.open}>${t("lookup.open")}</button>
        <button type="button" class="button quiet" ?disabled=${this.disabled || this.value === ""} @click=${this.clear}>
          ${t("lookup.clear")}<span class="visually-hidden">${this.label}</span>
        </button>
      </div>
      <p class="hint" role="status">
        ${this.isOpen ? nothing : this.message || (this.isWaiting ? t("lookup.waiting") : nothing)}
      </p>
      <modal-dialog
        wide
        .heading=${t("lookup.heading", { label: this.label })}
        .open=${this.isOpen}
        .body=${this.isOpen ? this.renderList() : nothing}
        @dialog-close=${() => (this.isOpen = false)}
      ></modal-dialog>`;
  }
}
