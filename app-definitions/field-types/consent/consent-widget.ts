import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { ConsentValue } from "../../field-type.ts";
import type { FieldWidget } from "../../field-widget.ts";

const words = {
  ja: { AGREED: "同意済み", WITHDRAWN: "撤回済み", none: "未同意" },
  en: { AGREED: "Agreed", WITHDRAWN: "Withdrawn", none: "Not agreed" },
} as const;

/** Consent to versioned terms: what was agreed, by whom, when; in the form, the terms and the tick. */
export const consentWidget: FieldWidget<FieldProperty> = {
  span: 3,
  view: (value, settings, { compact, locale, place }) => {
    const consent = value as ConsentValue | null;
    return compact
      ? words[locale][consent?.state ?? "none"]
      : html`<consent-form .field=${settings} .value=${consent} .place=${place}></consent-form>`;
  },
  edit: (value, settings, { id, disabled, onInput, place }) => html`
    <consent-form
      .controlId=${id}
      .field=${settings}
      .value=${value}
      .place=${place}
      .mayAct=${!disabled}
      @value-change=${(event: CustomEvent<unknown>) => onInput(event.detail)}
    ></consent-form>
  `,
};
