import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { isIme, isTyping } from "../is-ime.ts";
import { t } from "../messages/text.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

export interface GridColumn {
  code: string;
  label: string;
  isSortable: boolean;
  isNumber: boolean;
}
export interface GridRow {
  id: string;
  href: string;
  /** The record's title, for the link's accessible name. */
  title: string;
  cells: readonly (TemplateResult | string | typeof nothing)[];
}

const virtualFrom = 100;
const spare = 10;

/**
 * A table of records for reading: sort by header, arrows move from cell to cell, j/k between rows, Enter opens.
 * Above 100 rows only those in sight are in the document; all rows have one height.
 *
 * @fires grid-sort - detail: { code, isDescending }
 * @fires grid-open - detail: the row's address
 */
@customElement("data-grid")
export class DataGrid extends LightElement {
  @property() label = "";
  @property({ attribute: false }) columns: readonly GridColumn[] = [];
  @property({ attribute: false }) rows: readonly GridRow[] = [];
  @property({ attribute: false }) sort: { code: string; isDescending: boolean } | undefined;
  /** All rows of the question, for `aria-rowcount`; undefined when unknown. */
  @property({ attribute: false }) total: number | undefined;
  /** Number of rows before the first one here. */
  @property({ type: Number }) offset = 0;
  @property({ type: Boolean }) dense = false;
  @property({ type: Boolean }) shortcuts = true;
  @state() private at = { row: 0, column: 0 };
  @state() private range = { from: 0, to: virtualFrom };

  override connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.onShortcut);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onShortcut);
  }

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("rows"))
      this.at = { row: Math.max(0, Math.min(this.at.row, this.rows.length - 1)), column: this.at.column };
  }

  protected override updated() {
    // Through the style object: the content security policy refuses style attributes.
    for (const cell of this.querySelectorAll<HTMLElement>(".gap td"))
      cell.style.height = `${Number(cell.dataset["rows"]) * this.rowPx}px`;
  }

  private get rowPx(): number {
    return this.dense ? 36 : 44;
  }

  private onScroll(event: Event) {
    if (this.rows.length <= virtualFrom) return;
    const { scrollTop, clientHeight } = event.target as HTMLElement;
    const from = Math.max(0, Math.floor(scrollTop / this.rowPx) - spare);
    const to = Math.ceil((scrollTop + clientHeight) / this.rowPx) + spare;
    if (from !== this.range.from || to !== this.range.to) this.range = { from, to };
  }

  private onShortcut = (event: KeyboardEvent) => {
    if (isIme(event) || !this.shortcuts || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || document.querySelector("dialog[open], [popover]:popover-open")) return;
    const steps: Record<string, number> = { j: 1, k: -1 };
    const step = steps[event.key];
    const isInside = this.contains(event.target as Node);
    if (step !== undefined) this.move(isInside ? this.at.row + step : this.at.row, this.at.column, event);
    else if (event.key === "o" || (event.key === "Enter" && isInside)) {
      if (event.key === "Enter" && (event.target as Element).closest("a, button")) return;
      const row = this.rows[this.at.row];
      if (row && isInside) this.fire("grid-open", row.href);
    }
  };

  private onKey(event: KeyboardEvent) {
    if (isIme(event) || !(event.target as Element).closest("td")) return;
    const { row, column } = this.at;
    const page = 10;
    const lastRow = this.rows.length - 1;
    const lastColumn = this.columns.length - 1;
    const goals: Record<string, [number, number]> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? lastRow : row, lastColumn],
    };
    const goal = goals[event.key];
    if (goal) this.move(goal[0], goal[1], event);
  }

  private move(row: number, column: number, event: Event) {
    event.preventDefault();
    const clamp = (n: number, last: number) => Math.max(0, Math.min(n, last));
    this.at = { row: clamp(row, this.rows.length - 1), column: clamp(column, this.columns.length - 1) };
    if (this.rows.length > virtualFrom && (this.at.row < this.range.from || this.at.row >= this.range.to)) {
      const frame = this.querySelector(".grid-frame");
      if (frame) frame.scrollTop = this.at.row * this.rowPx;
      this.range = { from: Math.max(0, this.at.row - spare), to: this.at.row + 3 * spare };
    }
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('td[tabindex="0"]')?.focus());
  }

  private renderHead(column: GridColumn, place: number) {
    const isSorted = this.sort?.code === column.code;
    const isDescending = isSorted && this.sort?.isDescending === true;
    const face = html`${column.label}${
      isSorted ? icon(isDescending ? "down" : "up") : column.isSortable ? icon("sort", "faint") : nothing
    }`;
    return html`<th
      role="columnheader"
      scope="col"
      class="${place === 0 ? "pinned" : ""} ${column.isNumber ? "number" : ""}"
      aria-colindex=${place + 1}
      aria-sort=${isSorted ? (isDescending ? "descending" : "ascending") : nothing}
    >
      ${
        column.isSortable
          ? html`<button
              type="button"
              @click=${() => this.fire("grid-sort", { code: column.code, isDescending: isSorted && !isDescending })}
            >
              ${face}<span class="visually-hidden">${t("grid.sort")}</span>
            </button>`
          : html`<span>${face}</span>`
      }
    </th>`;
  }

  private renderRow(row: GridRow, place: number) {
    const isHere = place === this.at.row;
    return html`<tr
      role="row"
      aria-rowindex=${this.offset + place + 2}
      aria-selected=${isHere ? "true" : "false"}
      @click=${(event: MouseEvent) => {
        if (!(event.target as Element).closest("a, button") && !getSelection()?.toString())
          this.fire("grid-open", row.href);
      }}
    >
      ${this.columns.map(
        ({ isNumber }, column) =>
          html`<td
            role="gridcell"
            class="${column === 0 ? "pinned" : ""} ${isNumber ? "number" : ""}"
            aria-colindex=${column + 1}
            tabindex=${isHere && column === this.at.column ? 0 : -1}
            @focus=${() => {
              if (!isHere || column !== this.at.column) this.at = { row: place, column };
            }}
          >
            ${column === 0 ? html`<a href=${row.href} tabindex="-1">${row.cells[0]}<span class="visually-hidden">${t("grid.open", { title: row.title })}</span></a>` : row.cells[column]}
          </td>`,
      )}
    </tr>`;
  }

  protected override render() {
    const isVirtual = this.rows.length > virtualFrom;
    const from = isVirtual ? this.range.from : 0;
    const to = isVirtual ? Math.min(this.range.to, this.rows.length) : this.rows.length;
    const gap = (rows: number) =>
      rows > 0
        ? html`<tr class="gap" aria-hidden="true">
            <td colspan=${this.columns.length} data-rows=${rows}></td>
          </tr>`
        : nothing;
    return html`<div class="grid-frame" role="region" aria-label=${this.label} tabindex="0" @scroll=${this.onScroll}>
      <table
        class="grid ${this.dense ? "dense" : ""}"
        role="grid"
        aria-label=${this.label}
        aria-rowcount=${this.total === undefined ? -1 : this.total + 1}
        aria-colcount=${this.columns.length}
        @keydown=${this.onKey}
      >
        <thead>
          <tr role="row" aria-rowindex="1">
            ${this.columns.map((column, place) => this.renderHead(column, place))}
          </tr>
        </thead>
        <tbody>
          ${gap(from)}
          ${repeat(
            this.rows.slice(from, to),
            ({ id }) => id,
            (row, place) => this.renderRow(row, from + place),
          )}
          ${gap(this.rows.length - to)}
        </tbody>
      </table>
    </div>`;
  }
}
