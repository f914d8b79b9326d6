import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

export interface NumberSettings extends FieldProperty {
  digit?: boolean;
  displayScale?: string;
  unit?: string;
  unitPosition?: string;
}

/** The digits as people read them: thousands separators and decimals as set. Text that is no number stays as it is. */
export function shownNumber(value: unknown, { digit, displayScale }: NumberSettings): string {
  const text = String(value ?? "");
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!parts) return text;
  const [, sign = "", whole = "", decimals = ""] = parts;
  const scale = displayScale === undefined || displayScale === "" ? decimals.length : Number(displayScale);
  const shownDecimals = decimals.padEnd(scale, "0").slice(0, scale);
  const grouped = digit ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return `${sign}${grouped}${shownDecimals ? `.${shownDecimals}` : ""}`;
}

/** What was typed, in plain ASCII digits: full width, blanks, separators and a missing zero are forgiven. */
export function plainNumber(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[,\s]/g, "")
    .replace(/[ー−‐–]/g, "-")
    .replace(/^([+-]?)[.](?=\d)/, "$10.");
}

/** A number; separators show only while nobody edits it. */
export const numberWidget: FieldWidget<NumberSettings> = {
  view: (value, settings) => {
    const shown = shownNumber(value, settings);
    const { unit = "", unitPosition } = settings;
    if (shown === "" || unit === "") return shown;
    return unitPosition === "BEFORE" ? `${unit} ${shown}` : `${shown} ${unit}`;
  },
  edit: (value, settings, { id, describedBy, invalid, required, disabled, onInput }) => {
    const isEditing = document.activeElement?.id === id;
    const { unit = "", unitPosition } = settings;
    const words = unit ? html`<span>${unit}</span>` : nothing;
    return html`<span class="with-unit">
      ${unitPosition === "BEFORE" ? words : nothing}
      <input
        class="input number"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        id=${id}
        .value=${live(isEditing ? String(value ?? "") : shownNumber(value, settings))}
        ?disabled=${disabled}
        aria-required=${required}
        aria-invalid=${invalid}
        aria-describedby=${describedBy || nothing}
        @focus=${(event: Event) => ((event.target as HTMLInputElement).value = String(value ?? ""))}
        @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
        @blur=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const plain = plainNumber(input.value);
          if (plain !== String(value ?? "")) onInput(plain);
          input.value = shownNumber(plain, settings);
        }}
      />
      ${unitPosition === "BEFORE" ? nothing : words}
    </span>`;
  },
};
