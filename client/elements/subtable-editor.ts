import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { widgetOf } from "../../app-definitions/field-types/widgets.ts";
import { copyTargets, isReadOnly } from "../fields.ts";
import { isIme } from "../is-ime.ts";
import { locale, t } from "../messages/text.ts";
import { carryKey, keyOf } from "../row-keys.ts";
import type { ShownField } from "../wire.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

export interface TableRow {
  /** The server's id; a new row has none. */
  id?: string;
  value: Record<string, { type?: string; value: unknown }>;
}

const empties: Readonly<Record<string, unknown>> = {
  CHECK_BOX: [],
  MULTI_SELECT: [],
  FILE: [],
  USER_SELECT: [],
  ORGANIZATION_SELECT: [],
  GROUP_SELECT: [],
};

/**
 * A table inside a form: rows are added, deleted and moved by button or Alt+arrows; on narrow screens a row becomes a card.
 *
 * @fires value-change - detail: all rows
 */
@customElement("subtable-editor")
export class SubtableEditor extends LightElement {
  @property() controlId = "";
  @property() describedBy = "";
  @property({ type: Boolean }) disabled = false;
  @property({ attribute: false }) field!: ShownField;
  @property({ attribute: false }) rows: readonly TableRow[] = [];
  @property({ attribute: false }) place!: { app: string; record: string | null; field: string };
  @property({ attribute: false }) translation: (text: string) => string = (text) => text;
  /** Messages by `row/CODE`. */
  @property({ attribute: false }) errors: Readonly<Record<string, string>> = {};

  private get columns(): ShownField[] {
    return Object.values(this.field.fields ?? {});
  }

  /** Columns that take what a look-up of the row fetches. */
  private get copied(): ReadonlySet<string> {
    return copyTargets({ fields: { properties: { [this.field.code]: this.field } } });
  }

  private change(rows: readonly TableRow[]) {
    this.rows = rows;
    this.fire("value-change", rows);
  }

  private add() {
    const value = Object.fromEntries(
      this.columns.map(({ code, type, defaultValue }) => [code, { type, value: defaultValue ?? empties[type] ?? "" }]),
    );
    this.change([...this.rows, { value }]);
    this.focusRow(this.rows.length - 1);
  }

  private set(place: number, cells: Readonly<Record<string, { value: unknown }>>) {
    this.change(
      this.rows.map((row, at) => {
        if (at !== place) return row;
        const merged = Object.entries(cells).map(([code, { value }]) => [code, { ...row.value[code], value }] as const);
        return carryKey(row, { ...row, value: { ...row.value, ...Object.fromEntries(merged) } });
      }),
    );
  }

  private removeAt(place: number) {
    this.change(this.rows.filter((_, at) => at !== place));
    void this.updateComplete.then(() => {
      if (this.rows.length === 0) this.querySelector<HTMLElement>(".table-add")?.focus();
      else this.focusRow(Math.min(place, this.rows.length - 1));
    });
  }

  private move(place: number, by: number) {
    const goal = place + by;
    if (goal < 0 || goal >= this.rows.length) return;
    const rows = [...this.rows];
    const [row] = rows.splice(place, 1);
    if (row) rows.splice(goal, 0, row);
    this.change(rows);
    const focused = document.activeElement;
    void this.updateComplete.then(() => {
      if (focused instanceof HTMLElement && this.contains(focused) && !(focused as HTMLButtonElement).disabled)
        focused.focus();
      else this.focusRow(goal);
    });
  }

  private focusRow(place: number) {
    void this.updateComplete.then(() =>
      this.querySelectorAll("tbody tr")[place]?.querySelector<HTMLElement>("input, select, textarea, button")?.focus(),
    );
  }

  private onKey(event: KeyboardEvent, place: number) {
    if (isIme(event) || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    this.move(place, event.key === "ArrowUp" ? -1 : 1);
  }

  private renderCell(row: TableRow, place: number, field: ShownField) {
    const id = `${this.controlId}-${place}-${field.code}`;
    const widget = widgetOf(field);
    const value = row.value[field.code]?.value ?? null;
    const error = this.errors[`${place}/${field.code}`] ?? "";
    const label = this.translation(field.label);
    const onCopies = (event: CustomEvent<Record<string, { value: unknown }>>) => {
      event.stopPropagation();
      this.set(place, event.detail);
    };
    return html`<td data-label=${label} @lookup-copies=${onCopies}>
      <form-field
        for=${id}
        hiddenLabel
        .label=${t("table.cell", { label, n: place + 1 })}
        .group=${["RADIO_BUTTON", "CHECK_BOX", "MULTI_SELECT", "FILE"].includes(field.type)}
        .error=${error}
        .control=${({ describedBy, invalid }: { describedBy: string; invalid: boolean }) =>
          widget
            ? widget.edit(value, field, {
                id,
                describedBy,
                invalid,
                required: field.required === true,
                disabled:
                  this.disabled || isReadOnly(field.type) || this.copied.has(field.code) || field.isEditable === false,
                locale: locale(),
                translate: this.translation,
                onInput: (next) => this.set(place, { [field.code]: { value: next } }),
                place: { ...this.place, field: field.code },
              })
            : html``}
      ></form-field>
    </td>`;
  }

  private renderRow(row: TableRow, place: number) {
    const button = (name: "up" | "down" | "trash", words: string, isOff: boolean, act: () => void) =>
      html`<button type="button" class="button quiet icon small" ?disabled=${isOff} @click=${act}>
        ${icon(name)}<span class="visually-hidden">${words}</span>
      </button>`;
    return html`<tr @keydown=${(event: KeyboardEvent) => this.onKey(event, place)}>
      <th scope="row" class="number">${place + 1}</th>
      ${this.columns.map((field) => this.renderCell(row, place, field))}
      ${
        this.disabled
          ? nothing
          : html`<td class="table-acts">
              ${button("up", t("table.up", { n: place + 1 }), place === 0, () => this.move(place, -1))}
              ${button("down", t("table.down", { n: place + 1 }), place === this.rows.length - 1, () => this.move(place, 1))}
              ${button("trash", t("table.remove", { n: place + 1 }), false, () => this.removeAt(place))}
            </td>`
      }
    </tr>`;
  }

  protected override render() {
    return html`<div class="table-frame dense">
      ${
        this.rows.length === 0
          ? html`<p class="hint">${t("table.empty")}</p>`
          : html`<table class="table editing">
              <thead>
                <tr>
                  <th scope="col"><span class="visually-hidden">${t("table.number")}</span></th>
                  ${this.columns.map(
                    ({ label, required }) =>
                      html`<th scope="col">
                        ${this.translation(label)}${required ? html`<span class="required">${t("form.required")}</span>` : nothing}
                      </th>`,
                  )}
                  ${this.disabled ? nothing : html`<th scope="col"><span class="visually-hidden">${t("table.acts")}</span></th>`}
                </tr>
              </thead>
              <tbody>
                ${repeat(this.rows, keyOf, (row, place) => this.renderRow(row, place))}
              </tbody>
            </table>`
      }
      ${
        this.disabled
          ? nothing
          : html`<button
              type="button"
              class="button table-add"
              id=${this.controlId}
              aria-describedby=${this.describedBy || nothing}
              @click=${this.add}
            >
              ${icon("add")}${t("table.add")}<span class="visually-hidden">${this.translation(this.field.label)}</span>
            </button>`
      }
    </div>`;
  }
}

/** A table of a record, to read. */
@customElement("subtable-view")
export class SubtableView extends LightElement {
  @property({ attribute: false }) field!: ShownField;
  @property({ attribute: false }) rows: readonly TableRow[] = [];
  @property({ attribute: false }) place!: { app: string; record: string | null; field: string };
  @property({ attribute: false }) translation: (text: string) => string = (text) => text;

  protected override render() {
    const columns = Object.values(this.field.fields ?? {});
    if (this.rows.length === 0) return html`<span class="hint">${t("form.nothing")}</span>`;
    return html`<div class="table-frame" tabindex="0" role="region" aria-label=${this.translation(this.field.label)}>
      <table class="table">
        <thead>
          <tr>
            ${columns.map(({ label }) => html`<th scope="col">${this.translation(label)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.rows.map(
            (row) =>
              html`<tr>
                ${columns.map(
                  (field) =>
                    html`<td
                      data-label=${this.translation(field.label)}
                      class=${field.type === "NUMBER" ? "number" : ""}
                    >
                      ${widgetOf(field)?.view(row.value[field.code]?.value ?? null, field, {
                        locale: locale(),
                        translate: this.translation,
                        compact: false,
                        place: { ...this.place, field: field.code },
                      })}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
