import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

export interface LinkSettings extends FieldProperty {
  protocol?: string;
}

/** The address behind a link, or undefined for anything that a browser should not follow. */
export function followable(value: string, protocol = "WEB"): string | undefined {
  if (protocol === "MAIL") return /^[^\s@]+@[^\s@]+$/.test(value) ? `mailto:${value}` : undefined;
  if (protocol === "CALL") return /^[-+\d() ]+$/.test(value) ? `tel:${value.replace(/[^\d+]/g, "")}` : undefined;
  return /^https?:\/\//i.test(value) ? value : undefined;
}

/** A web address, telephone number or mail address that can be followed. */
export const linkWidget: FieldWidget<LinkSettings> = {
  view: (value, { protocol }) => {
    const text = String(value ?? "");
    const href = followable(text, protocol);
    if (!href) return text;
    return html`<a href=${href} rel="noopener noreferrer" target=${protocol === "WEB" || !protocol ? "_blank" : nothing}
      >${text}</a
    >`;
  },
  edit: (value, { protocol }, { id, describedBy, invalid, required, disabled, onInput }) => html`
    <input
      class="input full"
      type="text"
      inputmode=${protocol === "MAIL" ? "email" : protocol === "CALL" ? "tel" : "url"}
      id=${id}
      .value=${live(String(value ?? ""))}
      ?disabled=${disabled}
      aria-required=${required}
      aria-invalid=${invalid}
      aria-describedby=${describedBy || nothing}
      @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
      @blur=${(event: Event) => {
        const typed = (event.target as HTMLInputElement).value;
        const plain = typed.normalize("NFKC").trim();
        if (plain !== typed) onInput(plain);
      }}
    />
  `,
};
