import { html } from "lit";
import type { FieldProperty } from "../../definition.ts";
import type { FieldWidget } from "../../field-widget.ts";

const rows = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function rowCount(n: number, locale: string): string {
  if (locale === "ja") return `${n}行`;
  return n === 1 ? "1 row" : `${n} rows`;
}

/** A table inside the record. */
export const subtableWidget: FieldWidget<FieldProperty> = {
  span: 3,
  view: (value, settings, { compact, locale, place, translate }) =>
    compact
      ? rowCount(rows(value).length, locale)
      : html`<subtable-view
          .field=${settings}
          .rows=${rows(value)}
          .place=${place}
          .translation=${translate}
        ></subtable-view>`,
  edit: (value, settings, { id, describedBy, disabled, onInput, place, translate }) => html`
    <subtable-editor
      .controlId=${id}
      .describedBy=${describedBy}
      .disabled=${disabled}
      .field=${settings}
      .place=${place}
      .translation=${translate}
      .rows=${rows(value)}
      @value-change=${(event: CustomEvent<unknown>) => {
        if ((event.target as Element).localName === "subtable-editor") onInput(event.detail);
      }}
    ></subtable-editor>
  `,
};
