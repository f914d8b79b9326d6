import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

/** Records of another app that belong to this one; the element asks for them when it is shown. */
export const referenceTableWidget: FieldWidget<FieldProperty> = {
  span: 3,
  view: (_value, settings, { compact, place, translate }) =>
    compact
      ? ""
      : html`<related-records
          .settings=${settings["referenceTable"]}
          .label=${translate(settings.label)}
          .place=${{ ...place, field: settings.code }}
        ></related-records>`,
  edit: (_value, settings, { place, translate }) => html`
    <related-records
      .settings=${settings["referenceTable"]}
      .label=${translate(settings.label)}
      .place=${{ ...place, field: settings.code }}
    ></related-records>
  `,
};
