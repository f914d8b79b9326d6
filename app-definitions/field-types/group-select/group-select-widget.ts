import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";
import { namesOf, type FieldValueEntity } from "../wire-values.ts";

/** Groups, found by typing a part of the name. */
export const groupSelectWidget: FieldWidget<FieldProperty> = {
  view: (value) => namesOf(value),
  edit: (value, { label }, { id, describedBy, invalid, disabled, onInput, place }) => html`
    <entity-picker
      kind="GROUP"
      .controlId=${id}
      .label=${label}
      .describedBy=${describedBy}
      .invalid=${invalid}
      .disabled=${disabled}
      .app=${place.app}
      .field=${place.field}
      .chosen=${Array.isArray(value) ? (value as FieldValueEntity[]) : []}
      @value-change=${(event: CustomEvent<unknown>) => onInput(event.detail)}
    ></entity-picker>
  `,
};
