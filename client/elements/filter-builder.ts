import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { inOrder, type OptionSettings } from "../../app-definitions/field-types/option-settings.ts";
import type { Clause, Filter } from "../conditions.ts";
import { translator } from "../fields.ts";
import { clauseProblem, hasDays, readTyped } from "../filter-values.ts";
import { operatorWords, pickableIn, rememberName, valueWords } from "../filter-words.ts";
import { t } from "../messages/text.ts";
import { findPickables } from "../people.ts";
import { uniqueId } from "../unique-id.ts";
import type { App, Mentionable, ShownField } from "../wire.ts";
import type { Chosen } from "./entity-picker.ts";
import "./entity-picker.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

const days = ["TODAY()", "YESTERDAY()", "THIS_WEEK()", "LAST_WEEK()", "THIS_MONTH()", "LAST_MONTH()", "THIS_YEAR()"];

/** What stands for the reader himself, before all others. */
const ownFunctions: Partial<Record<Mentionable["type"], string>> = {
  USER: "LOGINUSER()",
  ORGANIZATION: "PRIMARY_ORGANIZATION()",
};

/**
 * A filter as sentences: field, how, what; one row for each, joined by "all" or "any".
 *
 * @fires filter-change - detail: the filter, on every change
 */
@customElement("filter-builder")
export class FilterBuilder extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) filter: Filter = { join: "and", clauses: [] };
  /** The row whose value is being typed: what was wrong with it is not said meanwhile, nor does the page move at its end. */
  @state() private typing: number | undefined;
  #id = uniqueId("filter");

  private get fields(): ShownField[] {
    return Object.values(this.app.fields.properties).filter(({ operators }) => (operators?.length ?? 0) > 0);
  }

  private change(clauses: readonly Clause[], join = this.filter.join) {
    this.filter = { join, clauses };
    this.fire("filter-change", this.filter);
  }

  private set(place: number, change: Partial<Clause>) {
    this.change(this.filter.clauses.map((clause, at) => (at === place ? { ...clause, ...change } : clause)));
  }

  private fresh(code: string): Clause {
    const operator = this.app.fields.properties[code]?.operators?.[0] ?? "=";
    return { field: code, operator, values: operator.endsWith("in") ? [] : [""] };
  }

  private renderValue(clause: Clause, place: number) {
    const field = this.app.fields.properties[clause.field];
    if (!field || clause.operator.startsWith("is ")) return nothing;
    const name = t("filter.value");
    const translate = translator(this.app);
    if (field["options"]) {
      const labels = ["", ...inOrder((field as OptionSettings).options).map(({ label }) => label)];
      return html`<fieldset class="choices">
        <legend class="visually-hidden">${name}</legend>
        ${labels.map(
          (label) =>
            html`<label class="choice">
              <input
                type="checkbox"
                .checked=${clause.values.includes(label)}
                @change=${(event: Event) => {
                  const rest = clause.values.filter((one) => one !== label);
                  this.set(place, { values: (event.target as HTMLInputElement).checked ? [...rest, label] : rest });
                }}
              />
              ${valueWords(translate(label))}
            </label>`,
        )}
      </fieldset>`;
    }
    const kind = pickableIn(this.app, field.code);
    if (kind) return this.renderPicker(clause, place, field, kind);
    const isDay = hasDays(field.type);
    const text = clause.values.join(", ");
    const problem = this.typing === place ? "" : clauseProblem(this.app, clause);
    const problemId = `${this.#id}-${place}-problem`;
    return html`<input
        class="input"
        aria-label=${name}
        aria-invalid=${problem !== ""}
        aria-describedby=${problem ? problemId : nothing}
        placeholder=${isDay ? t("filter.day-example") : nothing}
        list=${isDay ? `${this.#id}-days` : nothing}
        .value=${isDay ? valueWords(text === "" ? " " : text).trim() : text}
        @input=${() => (this.typing = place)}
        @change=${(event: Event) => {
          this.typing = undefined;
          const typed = (event.target as HTMLInputElement).value.trim();
          const day = days.find((one) => valueWords(one) === typed);
          const values = clause.operator.endsWith("in")
            ? typed.split(/[,、]\s*/).filter(Boolean)
            : [(isDay && day) || readTyped(field.type, typed)];
          this.set(place, { values });
        }}
      />
      ${problem ? html`<p class="field-error" id=${problemId}>${t("form.problem", { text: problem })}</p>` : nothing}
      ${isDay ? html`<datalist id="${this.#id}-days">${days.map((day) => html`<option>${valueWords(day)}</option>`)}</datalist>` : nothing}`;
  }

  /** People, groups and organisations are found by name; the condition holds their codes. */
  private renderPicker({ values }: Clause, place: number, field: ShownField, kind: Mentionable["type"]) {
    return html`<entity-picker
      .kind=${kind}
      .find=${(words: string) => this.find(kind, field.code, words)}
      .label=${translator(this.app)(field.label)}
      .controlId=${`${this.#id}-${place}`}
      .app=${this.app.id}
      .field=${field.code}
      .chosen=${values.map((code) => ({ code, name: valueWords(code) }))}
      @value-change=${({ detail }: CustomEvent<readonly Chosen[]>) => {
        for (const { code, name } of detail) rememberName(code, name);
        this.set(place, { values: detail.map(({ code }) => code) });
      }}
    ></entity-picker>`;
  }

  private async find(type: Mentionable["type"], field: string, words: string): Promise<Mentionable[]> {
    const code = ownFunctions[type];
    const name = code && valueWords(code);
    const own = name?.includes(words) ? [{ type, code: code!, name, organization: null }] : [];
    return [...own, ...(await findPickables(this.app.id, field, words))];
  }

  private renderClause(clause: Clause, place: number) {
    const field = this.app.fields.properties[clause.field];
    const translate = translator(this.app);
    return html`<li class="clause">
      <select
        class="select"
        aria-label=${t("filter.field")}
        @change=${(event: Event) => this.set(place, this.fresh((event.target as HTMLSelectElement).value))}
      >
        ${this.fields.map(
          ({ code, label }) =>
            html`<option value=${code} .selected=${code === clause.field}>${translate(label)}</option>`,
        )}
      </select>
      <select
        class="select"
        aria-label=${t("filter.operator")}
        @change=${(event: Event) => this.set(place, { operator: (event.target as HTMLSelectElement).value })}
      >
        ${(field?.operators ?? [clause.operator]).map(
          (operator) =>
            html`<option value=${operator} .selected=${operator === clause.operator}>
              ${operatorWords(operator)}
            </option>`,
        )}
      </select>
      ${this.renderValue(clause, place)}
      <button
        type="button"
        class="button quiet icon"
        @click=${() => this.change(this.filter.clauses.filter((_, at) => at !== place))}
      >
        ${icon("trash")}<span class="visually-hidden">${t("filter.remove", { n: place + 1 })}</span>
      </button>
    </li>`;
  }

  protected override render() {
    const { join, clauses } = this.filter;
    const first = this.fields[0];
    return html`<div class="filter-builder dense">
      ${
        clauses.length > 1
          ? html`<fieldset class="choices">
              <legend class="visually-hidden">${t("filter.join")}</legend>
              ${(["and", "or"] as const).map(
                (word) =>
                  html`<label class="choice">
                    <input
                      type="radio"
                      name=${this.#id}
                      .checked=${join === word}
                      @change=${() => this.change(clauses, word)}
                    />
                    ${t(`filter.${word}`)}
                  </label>`,
              )}
            </fieldset>`
          : nothing
      }
      <ol class="bare">
        ${clauses.map((clause, place) => this.renderClause(clause, place))}
      </ol>
      <button
        type="button"
        class="button"
        ?disabled=${!first}
        @click=${() => first && this.change([...clauses, this.fresh(first.code)])}
      >
        ${icon("add")}${t("filter.add")}
      </button>
    </div>`;
  }
}
