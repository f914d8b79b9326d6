import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";

type Content = TemplateResult | string | typeof nothing;

export interface TableColumn {
  label: string;
  isNumber?: boolean;
  /** The column of buttons: its head is for ears only. */
  isActions?: boolean;
}
export interface TableRow {
  key: string;
  cells: readonly Content[];
}

/**
 * A table for reading, in a region of its own; on a phone each row becomes a card, so that nothing moves sideways. The
 * roles are written out because browsers drop them when the table is laid out as cards.
 */
export function plainTable(label: string, columns: readonly TableColumn[], rows: readonly TableRow[]): TemplateResult {
  const kind = ({ isNumber, isActions }: TableColumn) => (isNumber ? "number" : isActions ? "actions" : "");
  return html`<div class="table-frame" role="region" aria-label=${label} tabindex="0">
    <table class="plain-table" role="table" aria-label=${label}>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(
            (column) =>
              html`<th role="columnheader" scope="col" class=${kind(column)}>
                <span class=${column.isActions ? "visually-hidden" : ""}>${column.label}</span>
              </th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          rows,
          ({ key }) => key,
          ({ cells }) =>
            html`<tr role="row">
              ${cells.map((cell, place) => {
                const column = columns[place];
                return column && place === 0
                  ? html`<th role="rowheader" scope="row">${cell}</th>`
                  : html`<td role="cell" class=${column ? kind(column) : ""}>
                      ${column && !column.isActions ? html`<span class="cell-label" aria-hidden="true">${column.label}</span>` : nothing}
                      <div>${cell}</div>
                    </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
