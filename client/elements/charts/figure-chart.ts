import { html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Figures } from "../../charts/chart-figures.ts";
import { slicesOf, type Slice } from "../../charts/paths.ts";
import { layOut } from "../../charts/plot.ts";
import type { ChartMode } from "../../charts/spans.ts";
import { t } from "../../messages/report-text.ts";
import { uniqueId } from "../../unique-id.ts";
import { LightElement } from "../light-element.ts";
import { drawAxes, drawLyingAxes } from "./draw-axes.ts";
import { drawBars } from "./draw-bars.ts";
import { drawLines } from "./draw-lines.ts";
import { drawPie, pieBox } from "./draw-pie.ts";
import { dashOf, definePaints, drawMark, mostSeries, paintOf, toneOf } from "./paint.ts";

const lines: ReadonlySet<string> = new Set(["LINE", "SPLINE", "AREA", "SPLINE_AREA"]);

/** Of a sheet of A4 between its margins, in px. */
const paperWidth = 680;

/** True for the types that this element draws; the others are tables. */
export function isDrawn(chartType: string): boolean {
  return lines.has(chartType) || ["BAR", "COLUMN", "PIE"].includes(chartType);
}

/**
 * The picture of a chart with its legend. It speaks as one image: the page has the same figures in a table.
 *
 * @fires chart-open - detail: place of the group in the answer whose mark was pressed
 */
@customElement("figure-chart")
export class FigureChart extends LightElement {
  @property({ attribute: false }) figures: Figures = { categories: [], series: [] };
  /** kintone's word: BAR, COLUMN, PIE, LINE, SPLINE, AREA, SPLINE_AREA. */
  @property() chartType = "COLUMN";
  @property() mode: ChartMode = "NORMAL";
  /** What the picture is of, in words. */
  @property() label = "";
  /** How the axis of values writes its numbers. */
  @property({ attribute: false }) tick: (value: number) => string = String;
  /** What one is on that axis; see `niceScale`. */
  @property({ type: Number }) grain = 1;
  /** One figure in words. */
  @property({ attribute: false }) words: (series: number, category: number) => string = () => "";
  /** Whether a press on the marks of a group leads anywhere. */
  @property({ attribute: false }) opens: (group: number) => boolean = () => false;
  @state() private width = 0;
  @state() private isOnPaper = false;
  #id = uniqueId("chart");
  #size = new ResizeObserver(() => this.measure());

  constructor() {
    super();
    this.addEventListener("click", ({ target }) => {
      const group = (target as Element).closest("[data-group]")?.getAttribute("data-group");
      if (group) this.fire("chart-open", Number(group));
    });
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#size.observe(this);
    addEventListener("beforeprint", this.onPaper);
    addEventListener("afterprint", this.onPaper);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#size.disconnect();
    removeEventListener("beforeprint", this.onPaper);
    removeEventListener("afterprint", this.onPaper);
  }

  private onPaper = ({ type }: Event) => {
    this.isOnPaper = type === "beforeprint";
    // The sheet is drawn as soon as this returns.
    this.performUpdate();
  };

  private measure() {
    if (this.clientWidth > 0) this.width = this.clientWidth;
  }

  protected override firstUpdated() {
    this.measure();
  }

  protected override render() {
    if (this.width === 0) return nothing;
    const figures = { ...this.figures, series: this.figures.series.slice(0, mostSeries) };
    const slices =
      this.chartType === "PIE"
        ? slicesOf(figures.series[0]?.cells.map(({ value }) => value) ?? [], mostSeries)
        : undefined;
    if (figures.series.length === 0 || (this.chartType === "PIE" && !slices)) {
      return html`<p class="notice">${t("report.not-drawable")}</p>`;
    }
    return slices ? this.renderPie(figures, slices) : this.renderPlot(figures);
  }

  private frame(box: { width: number; height: number; viewBox: string }, marks: unknown, count: number) {
    const isWider = box.width > this.width + 1;
    const label = t("report.picture", { type: t(`type.${this.chartType}` as "type.BAR"), name: this.label });
    return html`<div
      class="chart-frame"
      tabindex=${isWider ? "0" : nothing}
      role=${isWider ? "region" : nothing}
      aria-label=${isWider ? this.label : nothing}
    >
      <svg class="chart" role="img" aria-label=${label} width=${box.width} height=${box.height} viewBox=${box.viewBox}>
        ${definePaints(this.#id, count)} ${marks}
      </svg>
    </div>`;
  }

  private renderPlot(figures: Figures): TemplateResult {
    const { chartType, words, tick, grain, isOnPaper } = this;
    const width = isOnPaper ? paperWidth : this.width;
    const isLine = lines.has(chartType);
    const kind = isLine ? "line" : chartType === "BAR" ? "bar" : "column";
    const mode = chartType === "LINE" || chartType === "SPLINE" ? "NORMAL" : this.mode;
    const plot = layOut({ figures, mode, width, isTight: isOnPaper, kind, tick, grain });
    const paint = paintOf(this.#id, figures, this);
    const isLying = kind === "bar";
    const marks = isLine
      ? drawLines(plot, paint, { isSmooth: chartType.startsWith("SPLINE"), isArea: chartType.endsWith("AREA") })
      : drawBars({ plot, figures, mode, isLying, paint, words });
    const box = { width: plot.width, height: plot.height, viewBox: `0 0 ${plot.width} ${plot.height}` };
    const labels = figures.series.map(({ label }) => label);
    return html`${labels.length > 1 ? this.legend(labels, isLine && !chartType.endsWith("AREA")) : nothing}
    ${this.frame(box, svg`${isLying ? drawLyingAxes(plot, tick) : drawAxes(plot, tick)}${marks}`, labels.length)}
    ${this.figures.series.length > mostSeries ? html`<p class="hint">${t("report.series-cut", { n: mostSeries })}</p>` : nothing}`;
  }

  private renderPie(figures: Figures, slices: readonly Slice[]): TemplateResult {
    const paint = paintOf(this.#id, figures, this);
    const share = (slice: Slice) => t("report.share", { share: (slice.share * 100).toFixed(1) });
    const labels = slices.map((slice) =>
      slice.at === null
        ? `${t("report.rest")}（${share(slice)}）`
        : `${figures.categories[slice.at]}：${this.words(0, slice.at)}（${share(slice)}）`,
    );
    return html`<div class="pie">
      ${this.frame(pieBox, drawPie(slices, paint, share), slices.length)} ${this.legend(labels, false)}
    </div>`;
  }

  /** The picture says the same to ears as the table does; the legend is for eyes. */
  private legend(labels: readonly string[], isLine: boolean): TemplateResult {
    return html`<ul class="chart-legend" aria-hidden="true">
      ${labels.map(
        (label, series) =>
          html`<li>
            <svg class="chart" width="28" height="16" viewBox="0 0 28 16">
              ${
                isLine
                  ? svg`<path class="line ${toneOf(series)}" d="M0 8H28" stroke-dasharray=${dashOf(series) || nothing} />${drawMark(series, 14, 8)}`
                  : svg`<rect width="28" height="16" fill="url(#${this.#id}-${series})" />`
              }
            </svg>
            ${label}
          </li>`,
      )}
    </ul>`;
  }
}
