import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { isIme } from "../../is-ime.ts";
import { t } from "../../messages/admin-text.ts";
import { icon } from "../icons.ts";
import { LightElement } from "../light-element.ts";

export interface Choice {
  value: string;
  label: string;
  /** Tells apart choices of the same name. */
  hint?: string;
}

const shownAtMost = 50;

/** One spelling for searching: width, case and kana folded. */
function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

/**
 * A choice among many by typing a part of the name: arrows walk, Enter chooses, Escape closes, Backspace in the empty box
 * takes the last one away. Chosen ones stand above the box.
 *
 * @fires value-change - detail: the chosen values, in order
 */
@customElement("choice-picker")
export class ChoicePicker extends LightElement {
  @property() controlId = "";
  @property() label = "";
  @property() describedBy = "";
  @property({ type: Boolean }) invalid = false;
  @property({ type: Boolean }) multiple = false;
  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property({ attribute: false }) chosen: readonly string[] = [];
  @state() private words = "";
  @state() private isOpen = false;
  @state() private at = 0;
  @query("input") private input?: HTMLInputElement;

  private get found(): Choice[] {
    const wanted = fold(this.words.trim());
    const fits = ({ label, hint = "", value }: Choice) =>
      [label, hint, value].some((text) => fold(text).includes(wanted));
    const begins = ({ label }: Choice) => Number(fold(label).startsWith(wanted));
    return this.choices
      .filter((choice) => !this.chosen.includes(choice.value) && fits(choice))
      .sort((a, b) => begins(b) - begins(a))
      .slice(0, shownAtMost);
  }

  private choose(value: string) {
    this.words = "";
    if (this.input) this.input.value = "";
    this.isOpen = false;
    this.at = 0;
    this.fire("value-change", this.multiple ? [...this.chosen, value] : [value]);
  }

  private takeAway(value: string) {
    this.fire(
      "value-change",
      this.chosen.filter((one) => one !== value),
    );
    this.input?.focus();
  }

  private onInput(event: Event) {
    this.words = (event.target as HTMLInputElement).value;
    this.isOpen = true;
    this.at = 0;
  }

  private onKey(event: KeyboardEvent) {
    if (isIme(event)) return;
    const { found } = this;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.at = this.isOpen && found.length > 0 ? (this.at + step + found.length) % found.length : 0;
      this.isOpen = true;
    } else if (event.key === "Enter" && this.isOpen) {
      event.preventDefault();
      const choice = found[this.at];
      if (choice) this.choose(choice.value);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.isOpen = false;
    } else if (event.key === "Backspace" && this.words === "" && this.chosen.length > 0) {
      this.takeAway(this.chosen.at(-1) ?? "");
    }
  }

  private onLeave() {
    this.isOpen = false;
    this.words = "";
    if (this.input) this.input.value = "";
  }

  protected override updated() {
    this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  private renderChosen() {
    if (this.chosen.length === 0) return nothing;
    return html`<ul class="picker-chosen" aria-label=${t("admin.picker.chosen", { label: this.label })}>
      ${this.chosen.map((value) => {
        const name = this.choices.find((choice) => choice.value === value)?.label ?? value;
        return html`<li class="chip">
          ${name}
          <button type="button" @click=${() => this.takeAway(value)}>
            ${icon("close")}<span class="visually-hidden">${t("admin.picker.remove", { name })}</span>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  protected override render() {
    const { found, controlId: id } = this;
    const list = `${id}-choices`;
    const isShown = this.isOpen && found.length > 0;
    return html`${this.renderChosen()}
      <div class="picker">
        <input
          class="input full"
          id=${id}
          role="combobox"
          autocomplete="off"
          maxlength="100"
          placeholder=${t("admin.picker.hint")}
          aria-expanded=${isShown}
          aria-controls=${list}
          aria-autocomplete="list"
          aria-activedescendant=${isShown ? `${list}-${this.at}` : nothing}
          aria-describedby=${this.describedBy || nothing}
          aria-invalid=${this.invalid}
          @input=${this.onInput}
          @click=${() => (this.isOpen = true)}
          @keydown=${this.onKey}
          @blur=${this.onLeave}
        />
        <ul class="menu-list picker-list" id=${list} role="listbox" aria-label=${this.label} ?hidden=${!isShown}>
          ${found.map(
            ({ value, label, hint }, place) =>
              html`<li
                role="option"
                id="${list}-${place}"
                aria-selected=${place === this.at}
                @mousedown=${(event: Event) => {
                  event.preventDefault(); // the box keeps the focus
                  this.choose(value);
                }}
              >
                ${label}${hint ? html`<small class="meta">${hint}</small>` : nothing}
              </li>`,
          )}
        </ul>
        <p class="hint" role="status">
          ${this.isOpen && this.words !== "" ? t(found.length === 0 ? "admin.picker.none" : "admin.picker.found", { n: found.length }) : nothing}
        </p>
      </div>`;
  }
}
