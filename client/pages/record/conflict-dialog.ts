import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { LightElement } from "../../elements/light-element.ts";
import { isEmptyValue, labelOf, showValue } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import type { App } from "../../wire.ts";
import type { Conflict } from "./write-value.ts";

/**
 * Asks, field by field, whose value stays when two people changed the same record.
 *
 * @fires conflict-settle - detail: codes for which the other person's value stays; null when the person goes back to the form
 */
@customElement("conflict-dialog")
export class ConflictDialog extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property({ attribute: false }) conflicts: readonly Conflict[] = [];
  @state() private theirs: ReadonlySet<string> = new Set();

  private show(code: string, value: unknown) {
    const field = this.app.fields.properties[code];
    return !field || isEmptyValue(value) ? t("form.nothing") : showValue(this.app, field, value, true, this.record);
  }

  private renderConflict({ code, mine, theirs }: Conflict) {
    const label = labelOf(this.app, code);
    const choice = (isTheirs: boolean, value: unknown) =>
      html`<td data-label=${t(isTheirs ? "conflict.theirs" : "conflict.mine")}>
        <label class="choice">
          <input
            type="radio"
            name="conflict-${code}"
            .checked=${this.theirs.has(code) === isTheirs}
            @change=${() => {
              const next = new Set(this.theirs);
              if (isTheirs) next.add(code);
              else next.delete(code);
              this.theirs = next;
            }}
          />
          <span>${this.show(code, value)}</span>
        </label>
      </td>`;
    return html`<tr>
      <th scope="row">${label}</th>
      ${choice(false, mine)}${choice(true, theirs)}
    </tr>`;
  }

  protected override render() {
    const isOpen = this.conflicts.length > 0;
    return html`<modal-dialog
      wide
      .heading=${t("conflict.title")}
      .open=${isOpen}
      .body=${
        isOpen
          ? html`<p>${t("conflict.lead")}</p>
              <div class="table-frame">
                <table class="table">
                  <thead>
                    <tr>
                      <th scope="col">${t("history.field")}</th>
                      <th scope="col">${t("conflict.mine")}</th>
                      <th scope="col">${t("conflict.theirs")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${this.conflicts.map((conflict) => this.renderConflict(conflict))}
                  </tbody>
                </table>
              </div>`
          : nothing
      }
      .foot=${html`<button type="button" class="button large" @click=${() => this.fire("conflict-settle", null)}>
          ${t("dialog.cancel")}
        </button>
        <button
          type="button"
          class="button filled large"
          @click=${() => this.fire("conflict-settle", [...this.theirs])}
        >
          ${t("conflict.save")}
        </button>`}
      @dialog-close=${() => isOpen && this.fire("conflict-settle", null)}
    ></modal-dialog>`;
  }
}
