import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { isIme } from "../is-ime.ts";
import { t } from "../messages/text.ts";
import { findPickables } from "../people.ts";
import { nameOf, type Mentionable } from "../wire.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

export interface Chosen {
  code: string;
  name: string;
  type?: Mentionable["type"];
}

const waitMs = 200;

/**
 * People, groups or organisations, found by typing a part of the name; the chosen ones stand as chips before the box.
 *
 * @fires value-change - detail: the chosen ones
 */
@customElement("entity-picker")
export class EntityPicker extends LightElement {
  @property() kind: Mentionable["type"] | "ANY" = "USER";
  @property() controlId = "";
  @property() label = "";
  @property() describedBy = "";
  @property() app = "";
  @property() field = "";
  @property({ type: Boolean }) invalid = false;
  @property({ type: Boolean }) disabled = false;
  @property({ attribute: false }) chosen: readonly Chosen[] = [];
  /** Where to search; default: whoever may be chosen in the field. */
  @property({ attribute: false }) find: (words: string) => Promise<Mentionable[]> = (words) =>
    findPickables(this.app, this.field, words);
  @state() private found: readonly Mentionable[] = [];
  @state() private at = 0;
  @state() private isOpen = false;
  @state() private hasFailed = false;
  @query("input") private input?: HTMLInputElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  /** Puts the cursor into the box. */
  focusBox() {
    this.input?.focus();
  }

  private ask(words: string) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const mine = (this.#asked += 1);
      try {
        const people = await this.find(words.normalize("NFKC").trim());
        if (mine !== this.#asked) return; // a later question was asked meanwhile
        this.found = people.filter(
          ({ code, type }) => !this.chosen.some((one) => one.code === code && (one.type ?? type) === type),
        );
        this.hasFailed = false;
      } catch {
        this.found = [];
        this.hasFailed = true;
      }
      this.at = 0;
      this.isOpen = document.activeElement === this.input;
    }, waitMs);
  }

  private choose(person: Mentionable) {
    const { code, name, type } = person;
    this.isOpen = false;
    if (this.input) this.input.value = "";
    this.fire("value-change", [...this.chosen, { code, name, ...(this.kind === "ANY" ? { type } : {}) }]);
  }

  private drop(place: number) {
    this.fire(
      "value-change",
      this.chosen.filter((_, at) => at !== place),
    );
    this.input?.focus();
  }

  private onKey(event: KeyboardEvent) {
    if (isIme(event)) return;
    const person = this.found[this.at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.isOpen) this.ask(this.input?.value ?? "");
      else
        this.at = (this.at + (event.key === "ArrowDown" ? 1 : this.found.length - 1)) % Math.max(1, this.found.length);
    } else if (event.key === "Enter" && this.isOpen && person) {
      event.preventDefault();
      this.choose(person);
    } else if (event.key === "Escape" && this.isOpen) {
      event.stopPropagation();
      event.preventDefault();
      this.isOpen = false;
    } else if (event.key === "Backspace" && this.input?.value === "" && this.chosen.length > 0) {
      this.drop(this.chosen.length - 1);
    }
  }

  private renderList() {
    const id = `${this.controlId}-list`;
    return html`<ul
        class="menu-list picker-list"
        role="listbox"
        id=${id}
        aria-label=${this.label}
        ?hidden=${!this.isOpen}
      >
        ${this.found.map(
          (person, place) =>
            html`<li
              role="option"
              id="${id}-${place}"
              aria-selected=${place === this.at}
              @mousedown=${(event: Event) => event.preventDefault()}
              @click=${() => this.choose(person)}
            >
              <span>${person.name}</span><span class="meta">${nameOf(person.organization)}</span>
            </li>`,
        )}
      </ul>
      <p class="hint" role="status">
        ${this.isOpen && this.found.length === 0 ? t(this.hasFailed ? "picker.failed" : "picker.none") : nothing}
      </p>`;
  }

  protected override render() {
    const id = `${this.controlId}-list`;
    return html`<div class="picker">
      ${
        this.chosen.length > 0
          ? html`<ul class="chips">
              ${this.chosen.map(
                ({ name, code }, place) =>
                  html`<li class="chip">
                    ${name || code}${
                      this.disabled
                        ? nothing
                        : html`<button type="button" @click=${() => this.drop(place)}>
                            ${icon("close")}<span class="visually-hidden"
                              >${t("picker.drop", { name: name || code })}</span
                            >
                          </button>`
                    }
                  </li>`,
              )}
            </ul>`
          : nothing
      }
      <input
        class="input full"
        type="text"
        role="combobox"
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded=${this.isOpen}
        aria-controls=${id}
        aria-activedescendant=${this.isOpen && this.found.length > 0 ? `${id}-${this.at}` : nothing}
        aria-label=${t("picker.search", { label: this.label })}
        aria-describedby=${this.describedBy || nothing}
        aria-invalid=${this.invalid}
        placeholder=${t("picker.hint")}
        id=${this.controlId}
        ?disabled=${this.disabled}
        @focus=${(event: Event) => this.ask((event.target as HTMLInputElement).value)}
        @input=${(event: InputEvent) => event.isComposing || this.ask((event.target as HTMLInputElement).value)}
        @compositionend=${(event: Event) => this.ask((event.target as HTMLInputElement).value)}
        @keydown=${this.onKey}
        @blur=${() => (this.isOpen = false)}
      />
      ${this.renderList()}
    </div>`;
  }
}
