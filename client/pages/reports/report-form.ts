import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fromQuery, toQuery, type Filter } from "../../conditions.ts";
import "../../elements/filter-builder.ts";
import "../../elements/form-field.ts";
import type { ControlFrame } from "../../elements/form-field.ts";
import { icon } from "../../elements/icons.ts";
import { LightElement } from "../../elements/light-element.ts";
import { translator } from "../../fields.ts";
import { t, type ReportKey } from "../../messages/report-text.ts";
import type { App } from "../../wire.ts";
import {
  chartModes,
  chartTypes,
  figureFields,
  figureOf,
  figureTypes,
  groupBy,
  groupFields,
  hasModes,
  mostFigures,
  mostGroups,
  mostSorts,
  tidied,
  unitsOf,
  type ReportProblems,
  type ReportSettings,
} from "./report-settings.ts";
import { aggregationWords, groupingWords } from "./report-words.ts";

type Choices = readonly (readonly [value: string, words: string])[];

/**
 * The settings of a chart: type, groups, figures, order, condition.
 *
 * @fires settings-change - detail: the settings, on every change
 */
@customElement("report-form")
export class ReportForm extends LightElement {
  @property({ attribute: false }) app!: App;
  @property({ attribute: false }) settings!: ReportSettings;
  @property({ attribute: false }) problems: ReportProblems = {};
  /** True while only the name may change. */
  @property({ type: Boolean }) frozen = false;
  /** The condition with its unfinished clauses; undefined until it is touched. */
  @state() private filter: Filter | undefined;

  private change(change: Partial<ReportSettings>) {
    this.fire("settings-change", tidied({ ...this.settings, ...change }));
  }

  private select(label: string, chosen: string, choices: Choices, onChoice: (value: string) => void, id = "") {
    return html`<select
      class="select"
      id=${id || nothing}
      aria-label=${id ? nothing : label}
      @change=${(event: Event) => onChoice((event.target as HTMLSelectElement).value)}
    >
      ${choices.map(([value, words]) => html`<option value=${value} .selected=${value === chosen}>${words}</option>`)}
    </select>`;
  }

  private renderName() {
    return html`<form-field
      required
      for="report-name"
      .label=${t("editor.name")}
      .error=${this.problems["name"] ?? ""}
      .control=${({ id, describedBy, invalid }: ControlFrame) =>
        html`<input
          class="input full"
          id=${id}
          maxlength="128"
          autocomplete="off"
          .value=${this.settings.name}
          aria-required="true"
          aria-invalid=${invalid}
          aria-describedby=${describedBy || nothing}
          @input=${(event: Event) => this.change({ name: (event.target as HTMLInputElement).value })}
        />`}
    ></form-field>`;
  }

  private renderType() {
    const { chartType, chartMode } = this.settings;
    const types: Choices = chartTypes.map((type) => [type, t(`type.${type}`)]);
    const modes: Choices = chartModes.map((mode) => [mode, t(`mode.${mode}`)]);
    return html`<form-field
        for="report-type"
        .label=${t("editor.type")}
        .control=${({ id }: ControlFrame) =>
          this.select("", chartType, types, (value) => this.change({ chartType: value }), id)}
      ></form-field>
      ${
        hasModes(chartType)
          ? html`<form-field
              for="report-mode"
              .label=${t("editor.mode")}
              .control=${({ id }: ControlFrame) =>
                this.select(
                  "",
                  chartMode,
                  modes,
                  (value) => this.change({ chartMode: value as ReportSettings["chartMode"] }),
                  id,
                )}
            ></form-field>`
          : nothing
      }`;
  }

  /** Controls that belong together, under one heading; the problem of any of them stands below. */
  private renderRows(part: "group" | "figure" | "sort", label: ReportKey, support: string, rows: TemplateResult) {
    const problem = Object.entries(this.problems).find(([key]) => key.startsWith(part))?.[1] ?? "";
    return html`<form-field
      group
      for="report-${part}"
      .label=${t(label)}
      .support=${support}
      .error=${problem}
      .control=${() => html`<div class="report-rows" id="report-${part}">${rows}</div>`}
    ></form-field>`;
  }

  private renderGroups() {
    const { groups } = this.settings;
    const translate = translator(this.app);
    const fields: Choices = [
      ["", t("editor.group-none")],
      ...groupFields(this.app).map(({ code, label }) => [code, translate(label)] as const),
    ];
    const shown = [...groups, ...(groups.length < mostGroups ? [{ code: "" }] : [])];
    const set = (at: number, next: (typeof groups)[number] | undefined) =>
      this.change({ groups: next ? [...groups.slice(0, at), next, ...groups.slice(at + 1)] : groups.toSpliced(at, 1) });
    const rows = shown.map((group, at) => {
      const units: Choices = unitsOf(this.app, group.code).map((unit) => [unit, t(`per.${unit}` as ReportKey)]);
      const per = "per" in group ? (group.per ?? "DAY") : "DAY";
      return html`<div class="report-row">
        ${this.select(t("editor.group-n", { n: at + 1 }), group.code, fields, (code) =>
          set(at, code ? groupBy(this.app, code) : undefined),
        )}
        ${
          units.length > 0
            ? this.select(t("editor.per-n", { n: at + 1 }), per, units, (unit) =>
                set(at, { code: group.code, per: unit }),
              )
            : nothing
        }
      </div>`;
    });
    return this.renderRows("group", "editor.groups", t("editor.groups-support"), html`${rows}`);
  }

  private renderFigures() {
    const { aggregations, chartType } = this.settings;
    const translate = translator(this.app);
    const types: Choices = figureTypes
      .filter((type) => type === "COUNT" || figureFields(this.app, type).length > 0)
      .map((type) => [type, t(`function.${type}`)]);
    const figures = aggregations.length > 0 ? aggregations : [{ type: "COUNT" }];
    const rows = figures.map(({ type, code }, at) => {
      const fields: Choices = figureFields(this.app, type).map((field) => [field.code, translate(field.label)]);
      const set = (next: (typeof aggregations)[number]) => this.change({ aggregations: figures.with(at, next) });
      return html`<div class="report-row">
        ${this.select(t("editor.figure-n", { n: at + 1 }), type, types, (value) =>
          set(figureOf(this.app, value, code)),
        )}
        ${
          type === "COUNT"
            ? nothing
            : this.select(t("editor.field-n", { n: at + 1 }), code ?? "", fields, (value) => set({ type, code: value }))
        }
        ${
          figures.length > 1
            ? html`<button
                type="button"
                class="button quiet icon"
                @click=${() => this.change({ aggregations: figures.toSpliced(at, 1) })}
              >
                ${icon("trash")}<span class="visually-hidden">${t("editor.figure-drop", { n: at + 1 })}</span>
              </button>`
            : nothing
        }
      </div>`;
    });
    const mayAdd = chartType !== "PIVOT_TABLE" && figures.length < mostFigures;
    const add = html`<button
      type="button"
      class="button"
      @click=${() => this.change({ aggregations: [...figures, { type: "COUNT" }] })}
    >
      ${icon("add")}${t("editor.figure-add")}
    </button>`;
    return this.renderRows("figure", "editor.figures", "", html`${rows}${mayAdd ? add : nothing}`);
  }

  private renderSorts() {
    const { sorts, groups, aggregations } = this.settings;
    const labelOf = (code: string | undefined) => this.app.fields.properties[code ?? ""]?.label ?? "";
    const first = aggregations[0] ?? { type: "COUNT" };
    const total = aggregationWords(this.app, {
      type: first.type,
      code: first.code ?? null,
      label: labelOf(first.code),
    });
    const groupNames = groups.map(({ code, per }) =>
      groupingWords(this.app, { code, label: labelOf(code), per: per ?? null }),
    );
    const by: Choices = [
      ["", t("editor.group-none")],
      ["TOTAL", t("editor.by-total", { name: total })],
      ...groupNames.map((name, at) => [`GROUP${at + 1}`, t("editor.by-group", { name })] as const),
    ];
    const orders: Choices = [
      ["ASC", t("editor.ASC")],
      ["DESC", t("editor.DESC")],
    ];
    const shown = [...sorts, ...(sorts.length < mostSorts ? [{ by: "", order: "DESC" }] : [])];
    const rows = shown.map((sort, at) => {
      const rest = sorts.toSpliced(at, 1);
      const set = (next: (typeof sorts)[number]) => this.change({ sorts: rest.toSpliced(at, 0, next) });
      return html`<div class="report-row">
        ${this.select(t("editor.sort-n", { n: at + 1 }), sort.by, by, (value) =>
          value ? set({ by: value, order: sort.order }) : this.change({ sorts: rest }),
        )}
        ${
          sort.by
            ? this.select(t("editor.order-n", { n: at + 1 }), sort.order, orders, (order) =>
                set({ by: sort.by, order }),
              )
            : nothing
        }
      </div>`;
    });
    return this.renderRows("sort", "editor.sorts", "", html`${rows}`);
  }

  private renderCondition() {
    const filter = this.filter ?? fromQuery(this.settings.filterCond);
    const control = filter
      ? html`<filter-builder
          .app=${this.app}
          .filter=${filter}
          @filter-change=${({ detail }: CustomEvent<Filter>) => {
            this.filter = detail;
            const clauses = detail.clauses.filter(
              ({ operator, values }) => operator.startsWith("is ") || values.some((value) => value !== ""),
            );
            this.change({ filterCond: toQuery({ ...detail, clauses }) });
          }}
        ></filter-builder>`
      : html`<p>${t("editor.condition-kept")}</p>
          <button type="button" class="button" @click=${() => this.change({ filterCond: "" })}>
            ${t("editor.condition-drop")}
          </button>`;
    return html`<form-field
      group
      for="report-condition"
      .label=${t("editor.condition")}
      .control=${() => control}
    ></form-field>`;
  }

  protected override render() {
    if (this.frozen)
      return html`<p class="notice">${t("editor.frozen")}</p>
        ${this.renderName()}`;
    return html`${this.renderName()} ${this.renderType()} ${this.renderGroups()} ${this.renderFigures()}
    ${this.renderSorts()} ${this.renderCondition()}`;
  }
}
