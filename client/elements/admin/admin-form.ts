import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../messages/admin-text.ts";
import { uniqueId } from "../../unique-id.ts";
import "../error-summary.ts";
import type { FormProblem } from "../error-summary.ts";
import "../form-field.ts";
import { LightElement } from "../light-element.ts";
import { afterPress } from "../after-press.ts";
import {
  isGroup,
  problemOf,
  renderControl,
  type FormField,
  type FormSection,
  type FormValue,
  type FormValues,
} from "./form-fields.ts";

/**
 * A form made of described fields. Checks a field when it is left after a change, and everything on saving; the server's
 * problems appear at the same places.
 *
 * @fires form-save - detail: all values
 * @fires form-touch - the first time something is typed since `values` were given
 */
@customElement("admin-form")
export class AdminForm extends LightElement {
  @property({ attribute: false }) sections: readonly FormSection[] = [];
  /** What the form starts from; a new object starts over. */
  @property({ attribute: false }) values: FormValues = {};
  /** The server's problems by field code; those under other codes are shown without a place. */
  @property({ attribute: false }) refusals: Readonly<Record<string, string>> = {};
  @property() saveWords = "";
  /** Where キャンセル leads. */
  @property() cancelHref = "";
  @property({ type: Boolean }) busy = false;
  @state() private typed: FormValues = {};
  @state() private problems: Readonly<Record<string, string>> = {};
  @state() private summary: readonly FormProblem[] = [];
  #id = uniqueId("admin-form");
  #changed = new Set<string>();

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("values")) {
      this.typed = this.values;
      this.problems = {};
      this.summary = [];
      this.#changed.clear();
    }
    if (changed.has("refusals")) this.takeProblems(this.refusals);
  }

  private get fields(): FormField[] {
    return this.sections.flatMap(({ fields }) => fields);
  }

  private takeProblems(problems: Readonly<Record<string, string>>) {
    const labels = new Map(this.fields.map(({ code, label }) => [code, label]));
    this.problems = problems;
    this.summary = Object.entries(problems).map(([code, message]) =>
      labels.has(code)
        ? { control: this.idOf(code), label: labels.get(code) ?? "", message }
        : { control: "", label: "", message },
    );
  }

  private idOf(code: string): string {
    return `${this.#id}-${code.replaceAll(".", "-")}`;
  }

  private onInput(code: string, value: FormValue) {
    if (this.#changed.size === 0) this.fire("form-touch");
    this.#changed.add(code);
    this.typed = { ...this.typed, [code]: value };
  }

  /** From one control of a field to the next, the field is not left. */
  private onLeave(field: FormField, { currentTarget, relatedTarget }: FocusEvent) {
    if (relatedTarget instanceof Node && (currentTarget as Element).contains(relatedTarget)) return;
    if (this.#changed.has(field.code)) afterPress(() => this.checkField(field));
  }

  private checkField(field: FormField) {
    const { [field.code]: _old, ...others } = this.problems;
    const problem = problemOf(field, this.typed[field.code]);
    this.problems = problem ? { ...others, [field.code]: problem } : others;
  }

  private onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (this.busy) return;
    const found = this.fields.flatMap((field) => {
      const problem = problemOf(field, this.typed[field.code]);
      return problem ? [[field.code, problem] as const] : [];
    });
    this.takeProblems(Object.fromEntries(found));
    if (found.length === 0) this.fire("form-save", this.typed);
  }

  /** A single check box carries its own label, and is explained below. */
  private renderCheck(field: FormField) {
    const { code, support } = field;
    const id = this.idOf(code);
    const error = this.problems[code];
    const describedBy = [support && `${id}-support`, error && `${id}-error`].filter(Boolean).join(" ");
    return html`<div class="field">
      ${renderControl(field, this.typed[code], { id, describedBy, invalid: error !== undefined }, (next) => this.onInput(code, next))}
      ${support ? html`<p class="hint" id="${id}-support">${support}</p>` : nothing}
      ${error ? html`<p class="field-error" id="${id}-error">${t("form.problem", { text: error })}</p>` : nothing}
    </div>`;
  }

  private renderField(field: FormField) {
    if (field.kind === "check") return this.renderCheck(field);
    const { code, label, support = "", isRequired = false } = field;
    const value = this.typed[code];
    return html`<form-field
      .for=${this.idOf(code)}
      .label=${label}
      .support=${support}
      .required=${isRequired}
      .error=${this.problems[code] ?? ""}
      .group=${isGroup(field)}
      .control=${(frame: Parameters<typeof renderControl>[2]) =>
        renderControl(field, value, frame, (next) => this.onInput(code, next))}
      @focusout=${(event: FocusEvent) => this.onLeave(field, event)}
    ></form-field>`;
  }

  protected override render() {
    return html`<form class="admin-form stack" novalidate @submit=${this.onSubmit}>
      <error-summary .problems=${this.summary}></error-summary>
      ${this.sections.map(
        ({ title, lead, fields }) =>
          html`<section class="admin-form-section stack">
            ${title ? html`<h2>${title}</h2>` : nothing} ${lead ? html`<p class="meta">${lead}</p>` : nothing}
            ${fields.map((field) => this.renderField(field))}
          </section>`,
      )}
      <div class="buttons">
        <button class="button filled large" aria-disabled=${this.busy ? "true" : nothing}>
          ${this.busy ? t("admin.form.saving") : this.saveWords}
        </button>
        ${this.cancelHref ? html`<a class="button large" href=${this.cancelHref}>${t("dialog.cancel")}</a>` : nothing}
      </div>
    </form>`;
  }
}
