import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { isIme } from "../../is-ime.ts";
import { t } from "../../messages/admin-text.ts";
import { uniqueId } from "../../unique-id.ts";
import { icon } from "../icons.ts";
import { LightElement } from "../light-element.ts";
import "./choice-picker.ts";
import type { Choice } from "./choice-picker.ts";

export interface ListFilter {
  code: string;
  label: string;
  choices: readonly Choice[];
  value: string;
  /** true: too many for a menu, so they are found by typing. */
  isLong?: boolean;
}

/**
 * Words and filters above a list. Words count when sent, a filter as soon as it is chosen.
 *
 * @fires list-search - detail: the changed parts, `q` for the words; an empty text means no condition
 */
@customElement("list-search")
export class ListSearch extends LightElement {
  @property() label = "";
  @property() support = "";
  @property() words = "";
  @property({ type: Boolean }) hasWords = true;
  @property({ attribute: false }) filters: readonly ListFilter[] = [];
  #id = uniqueId("list-search");

  private onSubmit(event: SubmitEvent) {
    event.preventDefault();
    const input = this.querySelector<HTMLInputElement>(`#${this.#id}`);
    this.fire("list-search", { q: input?.value.trim() ?? "" });
  }

  private onKey(event: KeyboardEvent) {
    if (isIme(event) && event.key === "Enter") event.preventDefault(); // Safari sends the form while composing
  }

  private renderFilter({ code, label, choices, value, isLong }: ListFilter) {
    const id = `${this.#id}-${code}`;
    return html`<div class="list-search-part">
      <label class="field-label" for=${id}>${label}</label>
      ${
        isLong
          ? html`<choice-picker
              .controlId=${id}
              .label=${label}
              .choices=${choices}
              .chosen=${value ? [value] : []}
              @value-change=${(event: CustomEvent<string[]>) => this.fire("list-search", { [code]: event.detail[0] ?? "" })}
            ></choice-picker>`
          : html`<select
              class="select"
              id=${id}
              .value=${live(value)}
              @change=${(event: Event) => this.fire("list-search", { [code]: (event.target as HTMLSelectElement).value })}
            >
              <option value="" ?selected=${value === ""}>${t("admin.list.all")}</option>
              ${choices.map((choice) => html`<option value=${choice.value} ?selected=${value === choice.value}>${choice.label}</option>`)}
            </select>`
      }
    </div>`;
  }

  protected override render() {
    return html`<form class="list-search dense" role="search" aria-label=${this.label} @submit=${this.onSubmit}>
      ${
        this.hasWords
          ? html`<div class="list-search-part words">
              <label class="field-label" for=${this.#id}>${this.support || t("admin.list.words")}</label>
              <div class="list-search-words">
                <input
                  class="input"
                  type="search"
                  id=${this.#id}
                  maxlength="100"
                  .value=${live(this.words)}
                  @keydown=${this.onKey}
                />
                <button class="button">${icon("search")}${t("admin.list.search")}</button>
              </div>
            </div>`
          : nothing
      }
      ${this.filters.map((filter) => this.renderFilter(filter))}
    </form>`;
  }
}
