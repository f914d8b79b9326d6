import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { eraOf, showDay, weekdayOf } from "../../app-definitions/field-types/japanese-dates.ts";
import { isIme } from "../is-ime.ts";
import { locale, t } from "../messages/text.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

/** Moves a day by days, or by months with the day kept inside the month. */
export function moveDay(day: string, step: { days?: number; months?: number }): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (step.months) {
    const wanted = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCMonth(date.getUTCMonth() + step.months);
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(wanted, last));
  }
  if (step.days) date.setUTCDate(date.getUTCDate() + step.days);
  return date.toISOString().slice(0, 10);
}

/**
 * A month to choose a day from: arrows by day and week, PageUp/PageDown by month, with Shift by year, Home/End within the week.
 *
 * @fires day-choose - detail: `YYYY-MM-DD`
 */
@customElement("calendar-grid")
export class CalendarGrid extends LightElement {
  @property() day = "";
  @property() today = "";
  @state() private at = "";

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("day")) this.at = this.day;
  }

  protected override firstUpdated() {
    this.focusDay();
  }

  private focusDay() {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('td button[tabindex="0"]')?.focus());
  }

  private onKey(event: KeyboardEvent) {
    if (isIme(event)) return;
    const steps: Record<string, { days?: number; months?: number }> = {
      ArrowLeft: { days: -1 },
      ArrowRight: { days: 1 },
      ArrowUp: { days: -7 },
      ArrowDown: { days: 7 },
      Home: { days: -weekdayOf(this.at) },
      End: { days: 6 - weekdayOf(this.at) },
      PageUp: { months: event.shiftKey ? -12 : -1 },
      PageDown: { months: event.shiftKey ? 12 : 1 },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    this.at = moveDay(this.at, step);
    this.focusDay();
  }

  protected override render() {
    const [year = 0, month = 1] = this.at.split("-").map(Number);
    const first = `${this.at.slice(0, 8)}01`;
    const start = moveDay(first, { days: -weekdayOf(first) });
    const weeks = [0, 1, 2, 3, 4, 5].map((week) =>
      [0, 1, 2, 3, 4, 5, 6].map((day) => moveDay(start, { days: week * 7 + day })),
    );
    const move = (months: number) => () => (this.at = moveDay(this.at, { months }));
    return html`<div class="calendar">
      <div class="calendar-head">
        <button type="button" class="button icon" @click=${move(-1)}>
          ${icon("back")}<span class="visually-hidden">${t("date.previous-month")}</span>
        </button>
        <p aria-live="polite">
          <strong>${t("date.month", { year: String(year), month })}</strong>
          ${locale() === "ja" ? html`<span class="hint">${eraOf(this.at)}</span>` : nothing}
        </p>
        <button type="button" class="button icon" @click=${move(1)}>
          ${icon("forward")}<span class="visually-hidden">${t("date.next-month")}</span>
        </button>
      </div>
      <table role="grid" aria-label=${t("date.open")} @keydown=${this.onKey}>
        <thead>
          <tr>
            ${t("date.weekdays")
              .split(",")
              .map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${weeks.map(
            (days) =>
              html`<tr>
                ${days.map(
                  (day) =>
                    html`<td>
                      <button
                        type="button"
                        class=${day.slice(0, 7) === this.at.slice(0, 7) ? "" : "other"}
                        tabindex=${day === this.at ? 0 : -1}
                        aria-current=${day === this.today ? "date" : nothing}
                        aria-pressed=${day === this.day}
                        @click=${() => this.fire("day-choose", day)}
                      >
                        <span aria-hidden="true">${Number(day.slice(8))}</span
                        ><span class="visually-hidden">${showDay(day, locale())}</span>
                      </button>
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
      <p>
        <button type="button" class="button" @click=${() => this.fire("day-choose", this.today)}>
          ${t("date.today")}
        </button>
      </p>
    </div>`;
  }
}
