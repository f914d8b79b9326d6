import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import {
  eraOf,
  fromJapan,
  inJapan,
  parseDay,
  parseTime,
  showDay,
} from "../../app-definitions/field-types/japanese-dates.ts";
import { today } from "../day.ts";
import { locale, t } from "../messages/text.ts";
import "./calendar-grid.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

/**
 * A day, a time or both as text that may be typed in any way common in Japan; the era stands beside, a button opens a calendar.
 * What cannot be read stays as typed and goes to the form as it is, so that the form can say what is wrong.
 *
 * @fires value-change - detail: `YYYY-MM-DD`, `HH:mm`, an instant, the unread text, or empty
 */
@customElement("date-field")
export class DateField extends LightElement {
  @property() kind: "date" | "time" | "datetime" = "date";
  @property() value = "";
  @property() controlId = "";
  @property() describedBy = "";
  @property({ type: Boolean }) invalid = false;
  @property({ type: Boolean }) required = false;
  @property({ type: Boolean }) disabled = false;
  @state() private day = "";
  @state() private time = "";
  @state() private isOpen = false;
  #sent = "";

  protected override willUpdate(changed: Map<string, unknown>) {
    if (!changed.has("value") || this.value === this.#sent) return;
    this.#sent = this.value;
    if (this.kind === "time") this.time = this.value;
    else if (this.kind === "date") this.day = shown(this.value);
    else if (/^\d{4}-.*Z$/.test(this.value)) {
      const parts = inJapan(this.value);
      this.day = shown(parts.day);
      this.time = parts.time;
    } else {
      this.day = this.value;
      this.time = "";
    }
  }

  private tell() {
    const day = parseDay(this.day, today());
    const time = parseTime(this.time);
    let value: string;
    if (this.kind === "date") value = day ?? this.day.trim();
    else if (this.kind === "time") value = time ?? this.time.trim();
    else value = day && time ? fromJapan(day, time) : [this.day.trim(), this.time.trim()].filter(Boolean).join(" ");
    if (value === this.#sent) return;
    this.#sent = value;
    this.fire("value-change", value);
  }

  private onBlur() {
    const day = parseDay(this.day, today());
    if (day) this.day = shown(day);
    const time = parseTime(this.time);
    if (time) this.time = time;
    this.tell();
  }

  private choose(day: string) {
    this.day = shown(day);
    this.isOpen = false;
    this.tell();
  }

  private renderInput(part: "day" | "time") {
    const isFirst = part === "day" || this.kind === "time";
    return html`<input
      class="input ${part === "day" ? "day" : "time"}"
      type="text"
      autocomplete="off"
      id=${isFirst ? this.controlId : `${this.controlId}-time`}
      aria-label=${isFirst ? nothing : t("date.time")}
      placeholder=${part === "day" ? t("date.day-example") : t("date.time-example")}
      .value=${live(this[part])}
      ?disabled=${this.disabled}
      aria-required=${this.required}
      aria-invalid=${this.invalid}
      aria-describedby=${this.describedBy || nothing}
      @input=${(event: Event) => {
        this[part] = (event.target as HTMLInputElement).value;
        this.tell();
      }}
      @blur=${this.onBlur}
    />`;
  }

  protected override render() {
    const day = parseDay(this.day, today());
    return html`<div class="date-field">
      ${this.kind === "time" ? nothing : this.renderInput("day")}
      ${
        this.kind === "time"
          ? nothing
          : html`<button
              type="button"
              class="button icon"
              ?disabled=${this.disabled}
              @click=${() => (this.isOpen = true)}
            >
              ${icon("calendar")}<span class="visually-hidden">${t("date.open")}</span>
            </button>`
      }
      ${this.kind === "date" ? nothing : this.renderInput("time")}
      ${this.kind !== "time" && day && locale() === "ja" ? html`<span class="hint">${eraOf(day)}</span>` : nothing}
      <modal-dialog
        .heading=${t("date.open")}
        .open=${this.isOpen}
        .body=${
          this.isOpen
            ? html`<calendar-grid
                .day=${day ?? today()}
                .today=${today()}
                @day-choose=${({ detail }: CustomEvent<string>) => this.choose(detail)}
              ></calendar-grid>`
            : nothing
        }
        @dialog-close=${(event: Event) => {
          event.stopPropagation();
          this.isOpen = false;
        }}
      ></modal-dialog>
    </div>`;
  }
}

function shown(day: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? showDay(day, "ja", true) : day;
}
