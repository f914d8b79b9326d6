import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { t } from "../../messages/admin-text.ts";
import type { GroupRule } from "../../../server/identity/group-rule.ts";
import type { ControlFrame } from "../form-field.ts";
import "./choice-picker.ts";
import type { Choice } from "./choice-picker.ts";
import { ruleProblem } from "./rule-editor.ts";

export type FormValue = string | boolean | readonly string[] | GroupRule | null;
export type FormValues = Readonly<Record<string, FormValue>>;

interface FieldFrame {
  code: string;
  label: string;
  support?: string;
  isRequired?: boolean;
  /** What is wrong with the value, in words; empty when nothing is. Asked only when something was typed. */
  check?: (value: string) => string;
}

/** One place to fill in; `kind` says with what. */
export type FormField = FieldFrame &
  (
    | { kind: "text"; type?: "text" | "email" | "tel"; maxLength: number; isReadOnly?: boolean }
    | { kind: "long"; maxLength: number }
    | { kind: "rich" }
    /** One yes or no. */
    | { kind: "check" }
    /** Up to five choices, one of them. */
    | { kind: "one"; choices: readonly Choice[] }
    /** Up to five choices or a few more, any of them. */
    | { kind: "some"; choices: readonly Choice[] }
    /** Any number of choices, found by typing. */
    | { kind: "pick"; choices: readonly Choice[]; isMultiple?: boolean }
    /** A group's rule, or none; `preview` stands below it. */
    | { kind: "rule"; organizations: readonly Choice[]; preview: TemplateResult | typeof nothing }
  );

export interface FormSection {
  title?: string;
  lead?: string;
  fields: readonly FormField[];
}

const listOf = (value: FormValue | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];
const textOf = (value: FormValue | undefined): string => (typeof value === "string" ? value : "");

/** A value of the kind `rule`. */
export function ruleOf(value: FormValue | undefined): GroupRule | null {
  return typeof value === "object" && value !== null && "conditions" in value ? value : null;
}

/** True when one label cannot name the control, because there are several or it has parts. */
export function isGroup({ kind }: FormField): boolean {
  return kind === "one" || kind === "some" || kind === "rich" || kind === "rule";
}

/** What keeps a value from being saved, in words; empty when nothing does. */
export function problemOf(field: FormField, value: FormValue | undefined): string {
  if (field.kind === "rule") return ruleProblem(ruleOf(value));
  const isEmpty =
    field.kind === "rich"
      ? isBlankHtml(textOf(value))
      : Array.isArray(value)
        ? value.length === 0
        : value === "" || value === undefined;
  if (isEmpty) return field.isRequired ? t("choices" in field ? "admin.form.choose" : "admin.form.fill") : "";
  return typeof value === "string" ? (field.check?.(value) ?? "") : "";
}

function isBlankHtml(text: string): boolean {
  return (new DOMParser().parseFromString(text, "text/html").body.textContent ?? "").trim() === "";
}

/** A value as one reads it, to compare two of them. */
export function wordsOf(field: FormField, value: FormValue | undefined): string {
  if (field.kind === "check") return t(value === true ? "admin.form.yes" : "admin.form.no");
  const values = Array.isArray(value) ? listOf(value) : [textOf(value)];
  if (!("choices" in field)) return values.join(" ");
  return values
    .map((one) => field.choices.find((choice) => choice.value === one)?.label ?? one)
    .join(t("record.list-comma"));
}

/** The control of a field, without its frame. */
export function renderControl(
  field: FormField,
  value: FormValue | undefined,
  { id, describedBy, invalid }: ControlFrame,
  onInput: (value: FormValue) => void,
): TemplateResult {
  const typed = (event: Event) => onInput((event.target as HTMLInputElement).value);
  switch (field.kind) {
    case "text":
      return html`<input
        class="input full"
        id=${id}
        name=${field.code}
        type=${field.type ?? "text"}
        maxlength=${field.maxLength}
        autocomplete="off"
        ?readonly=${field.isReadOnly}
        aria-required=${field.isRequired ? "true" : nothing}
        aria-invalid=${invalid}
        aria-describedby=${describedBy || nothing}
        .value=${live(textOf(value))}
        @input=${typed}
      />`;
    case "long":
      return html`<textarea
        class="textarea"
        id=${id}
        name=${field.code}
        maxlength=${field.maxLength}
        aria-invalid=${invalid}
        aria-describedby=${describedBy || nothing}
        .value=${live(textOf(value))}
        @input=${typed}
      ></textarea>`;
    case "rich":
      return html`<rich-text-editor
        .controlId=${id}
        .label=${field.label}
        .describedBy=${describedBy}
        .invalid=${invalid}
        .value=${textOf(value)}
        @value-change=${(event: CustomEvent<string>) => onInput(event.detail)}
      ></rich-text-editor>`;
    case "check":
      return html`<label class="choice">
        <input
          type="checkbox"
          id=${id}
          name=${field.code}
          aria-invalid=${invalid}
          aria-describedby=${describedBy || nothing}
          .checked=${live(value === true)}
          @change=${(event: Event) => onInput((event.target as HTMLInputElement).checked)}
        />
        ${field.label}
      </label>`;
    case "one":
      return html`<div class="choices vertical" id=${id}>
        ${field.choices.map(
          (choice) =>
            html`<label class="choice">
              <input
                type="radio"
                name=${id}
                .checked=${live(value === choice.value)}
                @change=${() => onInput(choice.value)}
              />
              <span>${choice.label}${choice.hint ? html` <span class="hint">${choice.hint}</span>` : nothing}</span>
            </label>`,
        )}
      </div>`;
    case "some":
      return html`<div class="choices vertical" id=${id}>
        ${field.choices.map(
          (choice) =>
            html`<label class="choice">
              <input
                type="checkbox"
                .checked=${live(listOf(value).includes(choice.value))}
                @change=${(event: Event) => {
                  const rest = listOf(value).filter((one) => one !== choice.value);
                  onInput((event.target as HTMLInputElement).checked ? [...rest, choice.value] : rest);
                }}
              />
              <span>${choice.label}${choice.hint ? html` <span class="hint">${choice.hint}</span>` : nothing}</span>
            </label>`,
        )}
      </div>`;
    case "pick":
      return html`<choice-picker
        .controlId=${id}
        .label=${field.label}
        .describedBy=${describedBy}
        .invalid=${invalid}
        .multiple=${field.isMultiple ?? false}
        .choices=${field.choices}
        .chosen=${listOf(value)}
        @value-change=${(event: CustomEvent<string[]>) => onInput(event.detail)}
      ></choice-picker>`;
    case "rule":
      return html`<rule-editor
          .controlId=${id}
          .describedBy=${describedBy}
          .invalid=${invalid}
          .rule=${ruleOf(value)}
          .organizations=${field.organizations}
          @value-change=${(event: CustomEvent<GroupRule | null>) => onInput(event.detail)}
        ></rule-editor>
        ${field.preview}`;
  }
}
