import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { ConsentValue } from "../../field-type.ts";
import type { FieldWidget } from "../../field-widget.ts";

export interface ConsentTerms {
  version: string;
  title: string;
  /** The first day on which this version holds, `YYYY-MM-DD`. */
  effectiveOn?: string;
  /** Rich text. */
  body: string;
}
export interface ConsentSettings extends FieldProperty {
  terms: ConsentTerms[];
  statement?: string;
}

const words = {
  ja: { AGREED: "同意済み", WITHDRAWN: "撤回済み", none: "未同意" },
  en: { AGREED: "Agreed", WITHDRAWN: "Withdrawn", none: "Not agreed" },
} as const;

/** Consent to versioned terms: what was agreed, by whom, when; in the form, the terms and the tick. */
export const consentWidget: FieldWidget<ConsentSettings> = {
  span: 3,
  view: (value, settings, { compact, locale, place, translate }) => {
    const consent = value as ConsentValue | null;
    return compact
      ? words[locale][consent?.state ?? "none"]
      : html`<consent-form
          .field=${settings}
          .value=${consent}
          .place=${place}
          .translation=${translate}
        ></consent-form>`;
  },
  edit: (value, settings, { id, disabled, onInput, place, translate }) => html`
    <consent-form
      .controlId=${id}
      .field=${settings}
      .value=${value}
      .place=${place}
      .translation=${translate}
      .mayAct=${!disabled}
      @value-change=${(event: CustomEvent<unknown>) => onInput(event.detail)}
    ></consent-form>
  `,
};
