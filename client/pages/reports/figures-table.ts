import { html, nothing, type TemplateResult } from "lit";
import type { Aggregate } from "../../../server/records/aggregating/aggregate.ts";
import { mostColumns, pivotOf, pivotTotal } from "../../charts/pivot.ts";
import { countsManyTimes, isAdditive, sumOf } from "../../charts/totals.ts";
import { t } from "../../messages/report-text.ts";
import type { App } from "../../wire.ts";
import { aggregationWords, figureWords, groupingWords, keyWords, wordsOf } from "./report-words.ts";

/** What a table of figures shows. */
export interface ShownFigures {
  readonly app: App;
  readonly answer: Aggregate;
  /** Address of the list of a group's records; undefined where no query can say them. */
  readonly address: (group: number) => string | undefined;
  /** Whether all rows are shown; else as many as are drawn at once. */
  readonly isWhole: boolean;
  readonly showWhole: () => void;
}

const rowsAtOnce = 500;

/** Sums over groups make sense where every record is in one of them, and every group came. */
function hasTotals({ app, answer }: ShownFigures): boolean {
  const { groupings, aggregations, groups, isCut } = answer;
  const hasSums = aggregations.some(({ type }) => isAdditive(type));
  return hasSums && groupings.length > 0 && groups.length > 1 && !isCut && !countsManyTimes(app, answer);
}

function frame(table: TemplateResult): TemplateResult {
  return html`<div class="table-frame figures-frame" role="region" aria-label=${t("report.figures-table")} tabindex="0">
    ${table}
  </div>`;
}

/** One row for each group: its names, then its figures; the last name leads to the group's records. */
export function figuresTable(shown: ShownFigures): TemplateResult {
  const { app, answer, address, isWhole, showWhole } = shown;
  const { groupings, aggregations, groups } = answer;
  const rows = isWhole ? groups : groups.slice(0, rowsAtOnce);
  const last = groupings.length - 1;
  return html`${frame(
    html`<table class="figures">
      <thead>
        <tr>
          ${groupings.map((one) => html`<th scope="col">${groupingWords(app, one)}</th>`)}
          ${aggregations.map((one) => html`<th scope="col" class="number">${aggregationWords(app, one)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ keys, values }, group) =>
            html`<tr>
              ${keys.map((key, at) => {
                const words = keyWords(app, groupings[at]!, key);
                return html`<th scope="row">
                  ${at === last ? linked(words, address(group), t("report.records-of")) : words}
                </th>`;
              })}
              ${values.map((value, at) => html`<td class="number">${figureWords(app, aggregations[at]!, value)}</td>`)}
            </tr>`,
        )}
      </tbody>
      ${
        hasTotals(shown)
          ? html`<tfoot>
              ${totalsRow(shown)}
            </tfoot>`
          : nothing
      }
    </table>`,
  )}
  ${
    rows.length < groups.length
      ? html`<p>
          <button type="button" class="button" @click=${showWhole}>
            ${t("report.rows-more", { n: groups.length - rows.length })}
          </button>
        </p>`
      : nothing
  }`;
}

function totalsRow({ app, answer: { groupings, aggregations, groups } }: ShownFigures): TemplateResult {
  return html`<tr>
    <th scope="row" colspan=${groupings.length}>${t("report.total")}</th>
    ${aggregations.map((one, at) => {
      const sum = isAdditive(one.type) ? sumOf(groups.map(({ values }) => values[at] ?? null)) : null;
      return html`<td class="number">${figureWords(app, one, sum)}</td>`;
    })}
  </tr>`;
}

function linked(words: string | TemplateResult, href: string | undefined, hidden: string) {
  return href ? html`<a href=${href}>${words}<span class="visually-hidden">${hidden}</span></a>` : words;
}

/** The last grouping as columns; each figure leads to its records. */
export function crossTable(shown: ShownFigures): TemplateResult {
  const { app, answer, address } = shown;
  const { groupings, groups } = answer;
  const figure = answer.aggregations[0]!;
  const { columns, rows, isCut } = pivotOf(answer, wordsOf(app, answer).rank);
  const rowGroupings = columns.length > 0 ? groupings.slice(0, -1) : groupings;
  const hasSums = hasTotals(shown) && isAdditive(figure.type) && !isCut;
  const columnWords = columns.map((key) => keyWords(app, groupings.at(-1)!, key));
  const sum = (places: readonly (number | null)[]) =>
    html`<td class="number total">${figureWords(app, figure, pivotTotal(answer, places))}</td>`;
  return html`${isCut ? html`<p class="hint">${t("report.columns-cut", { n: mostColumns })}</p>` : nothing}
  ${frame(
    html`<table class="figures cross">
      <thead>
        <tr>
          ${rowGroupings.map((one) => html`<th scope="col">${groupingWords(app, one)}</th>`)}
          ${(columns.length > 0 ? columnWords : [aggregationWords(app, figure)]).map(
            (words) => html`<th scope="col" class="number">${words}</th>`,
          )}
          ${hasSums && columns.length > 0 ? html`<th scope="col" class="number">${t("report.total")}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${rows.map(({ keys, groups: places }) => {
          const row = keys.map((key, at) => keyWords(app, rowGroupings[at]!, key));
          return html`<tr>
            ${row.map((words) => html`<th scope="row">${words}</th>`)}
            ${places.map((place, at) => {
              if (place === null) return html`<td class="number"></td>`;
              const words = figureWords(app, figure, groups[place]!.values[0] ?? null);
              const of = { row: row.join(" / "), column: columnWords[at] ?? "" };
              return html`<td class="number">
                ${words === "" ? nothing : linked(words, address(place), t("report.cell-of", of))}
              </td>`;
            })}
            ${hasSums && columns.length > 0 ? sum(places) : nothing}
          </tr>`;
        })}
      </tbody>
      ${
        hasSums
          ? html`<tfoot>
              <tr>
                <th scope="row" colspan=${rowGroupings.length}>${t("report.total")}</th>
                ${(columns.length > 0 ? columns : [null]).map((_, at) => sum(rows.map((row) => row.groups[at] ?? null)))}
                ${columns.length > 0 ? sum(groups.map((_, place) => place)) : nothing}
              </tr>
            </tfoot>`
          : nothing
      }
    </table>`,
  )}`;
}
