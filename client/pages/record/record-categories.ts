import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { inOrder, type OptionSettings } from "../../../app-definitions/field-types/option-settings.ts";
import { send } from "../../api.ts";
import { LightElement } from "../../elements/light-element.ts";
import "../../elements/modal-dialog.ts";
import { problemWords } from "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { translator } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import { queryClient } from "../../query.ts";
import type { App, ShownField } from "../../wire.ts";

interface Choice {
  label: string;
  index: string;
  depth: number;
}

/** The field of the app's categories, if they are switched on and within the person's sight. */
export function categoryField(app: App): ShownField | undefined {
  return Object.values(app.fields.properties).find(({ type }) => type === "CATEGORY");
}

/** Under which categories the record is filed, and for those who may edit it a way to file it elsewhere. */
@customElement("record-categories")
export class RecordCategories extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property() revision = "";
  @property({ attribute: false }) categories: readonly string[] = [];
  @property({ type: Boolean }) canEdit = false;
  @state() private chosen: readonly string[] | undefined;
  @state() private problem = "";
  @state() private isSending = false;

  private async save(categories: readonly string[]) {
    if (this.isSending) return;
    this.isSending = true;
    const input = { app: this.app.id, id: this.record, categories, revision: this.revision };
    try {
      await send("PUT", "/portal/v1/record/categories.json", input);
      this.chosen = undefined;
      toast(t("category.done"));
    } catch (error) {
      this.problem = problemWords(error as Error);
    } finally {
      this.isSending = false;
    }
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ["record", this.app.id, this.record] }),
      queryClient.invalidateQueries({ queryKey: ["records", this.app.id] }),
    ]);
  }

  private open() {
    this.problem = "";
    this.chosen = this.categories;
  }

  protected override render() {
    const translate = translator(this.app);
    const label = translate(categoryField(this.app)?.label ?? "");
    const names = this.categories.map(translate).join(t("record.list-comma")) || t("category.none");
    return html`<p class="meta">
        ${t("category.shown", { label, names })}
        ${
          this.canEdit
            ? html`<button type="button" class="button" @click=${this.open}>${t("category.change")}</button>`
            : nothing
        }
      </p>
      <modal-dialog
        .heading=${label}
        .open=${this.chosen !== undefined}
        .body=${html`${this.renderTree(this.chosen ?? [], label)}
        ${this.problem ? html`<p role="alert">${this.problem}</p>` : nothing}`}
        .foot=${html`<button type="button" class="button large" @click=${() => (this.chosen = undefined)}>
            ${t("dialog.cancel")}
          </button>
          <button
            type="button"
            class="button filled large"
            ?disabled=${this.isSending}
            @click=${() => this.chosen && void this.save(this.chosen)}
          >
            ${t("category.save")}
          </button>`}
        @dialog-close=${() => (this.chosen = undefined)}
      ></modal-dialog>`;
  }

  private renderTree(chosen: readonly string[], legend: string) {
    const translate = translator(this.app);
    const { options = {} } = (categoryField(this.app) ?? {}) as Partial<OptionSettings>;
    return html`<fieldset class="choices vertical">
      <legend class="visually-hidden">${legend}</legend>
      ${(inOrder(options) as Choice[]).map(
        ({ label, depth }) =>
          html`<label class="choice">
            ${depth > 0 ? html`<span aria-hidden="true">${"　".repeat(depth)}</span>` : nothing}
            <input
              type="checkbox"
              .checked=${chosen.includes(label)}
              @change=${(event: Event) => {
                const rest = chosen.filter((one) => one !== label);
                this.chosen = (event.target as HTMLInputElement).checked ? [...rest, label] : rest;
              }}
            />
            ${translate(label)}
          </label>`,
      )}
    </fieldset>`;
  }
}
