import { html } from "lit";
import type { FieldProperty } from "../definition.ts";
import type { FieldWidget } from "../field-widget.ts";
import { lookupOf } from "./source-settings.ts";

/** The looks of a lookup: those of its own type to read, a box with a search in the other app to edit. */
export function lookupWidget({ view }: FieldWidget<FieldProperty>): FieldWidget<FieldProperty> {
  return {
    view,
    span: 2,
    edit: (value, settings, { id, describedBy, invalid, required, disabled, onInput, place, translate }) => html`
      <lookup-field
        .controlId=${id}
        .describedBy=${describedBy}
        .invalid=${invalid}
        .required=${required}
        .disabled=${disabled || settings["lookup"] === null}
        .label=${translate(settings.label)}
        .isNumber=${settings.type === "NUMBER"}
        .targets=${lookupOf(settings)?.fieldMappings.map(({ field }) => field) ?? []}
        .place=${{ ...place, field: settings.code }}
        .value=${String(value ?? "")}
        @value-change=${(event: CustomEvent<string>) => onInput(event.detail)}
      ></lookup-field>
    `,
  };
}
