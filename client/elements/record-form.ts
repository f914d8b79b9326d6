import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { LayoutCell, LayoutRow } from "../../app-definitions/definition.ts";
import { widgetOf } from "../../app-definitions/field-types/widgets.ts";
import {
  copyTargets,
  isComputed,
  isEmptyValue,
  isFault,
  isGrouped,
  isNoted,
  isReadOnly,
  showValue,
  translator,
} from "../fields.ts";
import { locale, t } from "../messages/text.ts";
import type { App, FieldRights, RecordCells, ShownField } from "../wire.ts";
import { LightElement } from "./light-element.ts";
import type { ControlFrame } from "./form-field.ts";
import "./consent-form.ts";
import "./date-field.ts";
import "./entity-picker.ts";
import "./file-list.ts";
import "./file-upload.ts";
import "./form-field.ts";
import "./lookup-field.ts";
import "./related-records.ts";
import "./rich-text-editor.ts";
import "./safe-html.ts";
import "./subtable-editor.ts";

/** Id of a field's control. */
export function controlId(code: string): string {
  return `f-${code}`;
}

/**
 * One part of a record (what stands above the tabs, or one tab), to read or to edit, in the places that the layout gives.
 * What the viewer may see and change is told by the server; nothing is derived here.
 *
 * @fires field-change - detail: { code, value }
 * @fires field-leave - detail: the code of a field that was left
 */
@customElement("record-form")
export class RecordForm extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record: string | null = null;
  @property({ attribute: false }) rows: readonly LayoutRow[] = [];
  @property({ attribute: false }) cells: RecordCells = {};
  @property({ attribute: false }) rights: FieldRights = {};
  @property({ type: Boolean }) isEditing = false;
  /** May consent be given or withdrawn outside editing. */
  @property({ type: Boolean }) mayConsent = false;
  /** Messages by field code; inside tables by `TABLE/ROW/CODE`. */
  @property({ attribute: false }) errors: Readonly<Record<string, string>> = {};

  private field(code: string | undefined): ShownField | undefined {
    const field = code === undefined ? undefined : this.app.fields.properties[code];
    // What the platform notes of a record, a new one does not have yet.
    if (field && this.isEditing && this.record === null && isNoted(field.type)) return undefined;
    return field && this.rights[field.code]?.viewable !== false ? field : undefined;
  }

  /** Set by the server, a formula or a look-up: not by whoever fills the form in. */
  private isSetElsewhere(field: ShownField): boolean {
    return isReadOnly(field.type) || isComputed(field) || copyTargets(this.app).has(field.code);
  }

  private get place() {
    return { app: this.app.id, record: this.record, field: "" };
  }

  private renderShown(field: ShownField): TemplateResult {
    const value = this.cells[field.code]?.value;
    const label = translator(this.app)(field.label);
    const hasOwnEmpty = field.type === "CONSENT" || field.type === "REFERENCE_TABLE";
    const isLocked = this.isEditing && !this.isSetElsewhere(field);
    const shown =
      field.type === "CONSENT" && this.mayConsent && this.rights[field.code]?.editable
        ? html`<consent-form
            .field=${field}
            .value=${value}
            .place=${this.place}
            .translation=${translator(this.app)}
            mayAct
            savesItself
          ></consent-form>`
        : isEmptyValue(value) && !hasOwnEmpty
          ? html`<span class="hint">${t("form.nothing")}</span>`
          : html`${showValue(this.app, field, value, false, this.record)}${
              isComputed(field) && isFault(value) ? html`<span class="hint">${t("form.fault")}</span>` : nothing
            }`;
    return html`<dl class="shown">
      <div>
        <dt class="field-label ${field.noLabel ? "visually-hidden" : ""}">
          ${label}${isLocked ? html`<span class="visually-hidden">${t("form.locked")}</span>` : nothing}
        </dt>
        <dd class=${field.type === "NUMBER" ? "number-shown" : ""}>${shown}</dd>
      </div>
    </dl>`;
  }

  private tableErrors(code: string): Record<string, string> {
    const start = `${code}/`;
    return Object.fromEntries(
      Object.entries(this.errors).flatMap(([key, message]) =>
        key.startsWith(start) ? [[key.slice(start.length), message]] : [],
      ),
    );
  }

  private renderControl(field: ShownField, { id, describedBy, invalid }: ControlFrame): TemplateResult {
    const value = this.cells[field.code]?.value ?? null;
    const onInput = (next: unknown) => this.fire("field-change", { code: field.code, value: next });
    const context = {
      id,
      describedBy,
      invalid,
      required: field.required === true,
      disabled: false,
      locale: locale(),
      translate: translator(this.app),
      onInput,
      place: { ...this.place, field: field.code },
    };
    if (field.type === "SUBTABLE") {
      return html`<subtable-editor
        .controlId=${id}
        .describedBy=${describedBy}
        .field=${field}
        .place=${context.place}
        .translation=${context.translate}
        .rows=${Array.isArray(value) ? value : []}
        .errors=${this.tableErrors(field.code)}
        @value-change=${(event: CustomEvent<unknown>) => {
          if ((event.target as Element).localName === "subtable-editor") onInput(event.detail);
        }}
      ></subtable-editor>`;
    }
    return widgetOf(field)?.edit(value, field, context) ?? html``;
  }

  private renderEdited(field: ShownField): TemplateResult {
    return html`<form-field
      for=${controlId(field.code)}
      .label=${translator(this.app)(field.label)}
      .support=${typeof field["description"] === "string" ? translator(this.app)(field["description"]) : ""}
      .error=${this.errors[field.code] ?? ""}
      .group=${isGrouped(field.type)}
      ?required=${field.required === true}
      .control=${(frame: ControlFrame) => this.renderControl(field, frame)}
      @lookup-copies=${({ detail }: CustomEvent<RecordCells>) => {
        for (const [code, { value }] of Object.entries(detail)) this.fire("field-change", { code, value });
      }}
      @focusout=${(event: FocusEvent) => {
        if (!(event.currentTarget as Element).contains(event.relatedTarget as Node | null))
          this.fire("field-leave", field.code);
      }}
    ></form-field>`;
  }

  private renderField(field: ShownField): TemplateResult {
    const isEdited = this.isEditing && this.rights[field.code]?.editable === true && !this.isSetElsewhere(field);
    return html`<div class="cell span-${widgetOf(field)?.span ?? 1}">
      ${isEdited ? this.renderEdited(field) : this.renderShown(field)}
    </div>`;
  }

  private renderCell(cell: LayoutCell): TemplateResult | typeof nothing {
    if (cell.type === "LABEL")
      return html`<div class="cell span-3">
        <safe-html .html=${translator(this.app)(cell.label ?? "")}></safe-html>
      </div>`;
    if (cell.type === "HR") return html`<div class="cell span-3"><hr /></div>`;
    const field = this.field(cell.code);
    return field ? this.renderField(field) : nothing;
  }

  private renderRow(row: LayoutRow): TemplateResult | typeof nothing {
    if (row.type === "SUBTABLE") {
      const field = this.field(row.code);
      return field ? html`<div class="form-row">${this.renderField(field)}</div>` : nothing;
    }
    if (row.type === "ROW") return html`<div class="form-row">${row.fields.map((cell) => this.renderCell(cell))}</div>`;
    const group = this.app.fields.properties[row.code];
    const inside = row.layout.map((inner) => this.renderRow(inner));
    return html`<details class="group" ?open=${this.isEditing || group?.["openGroup"] !== false}>
      <summary>${translator(this.app)(group?.label ?? "")}</summary>
      ${inside}
    </details>`;
  }

  protected override render() {
    return html`<div class="record-part">${this.rows.map((row) => this.renderRow(row))}</div>`;
  }
}
