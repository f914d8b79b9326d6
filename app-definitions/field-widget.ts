import type { TemplateResult } from "lit";

/** What an editing template needs from the form around it. */
export interface EditContext {
  /** Id of the control, for the label and for error links. */
  id: string;
  /** Ids of support text and error, for `aria-describedby`; empty when there is none. */
  describedBy: string;
  invalid: boolean;
  required: boolean;
  disabled: boolean;
  locale: "ja" | "en";
  /** Translates a text of the definition (option label, terms) into the reader's language. */
  translate(text: string): string;
  /** The new value on the wire; call it while typing. The form checks on leaving the control. */
  onInput(value: unknown): void;
  /** Where the record lives, for widgets that look things up (files, users). */
  place: { app: string; record: string | null; field: string };
}

export interface ViewContext {
  locale: "ja" | "en";
  translate(text: string): string;
  place: { app: string; record: string | null; field: string };
  /** true in list cells: one line, short. */
  compact: boolean;
}

/**
 * How a field looks: a pair of templates over the *wire* value, not an element, so that label and input share one root
 * and a list of 500 × 20 cells stays cheap. A widget with state renders an element inside its template.
 */
export interface FieldWidget<Settings> {
  view(
    value: unknown,
    settings: Settings,
    context: ViewContext,
  ): TemplateResult | string | typeof import("lit").nothing;
  edit(value: unknown, settings: Settings, context: EditContext): TemplateResult;
  /** Number of grid columns the control deserves on a wide form, 1–3. */
  span?: 1 | 2 | 3;
}
