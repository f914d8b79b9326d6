import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { ApiError, send } from "../../api.ts";
import "./change-table.ts";
import "../../elements/error-summary.ts";
import { LightElement } from "../../elements/light-element.ts";
import "../../elements/modal-dialog.ts";
import { problemWords } from "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { labelOf, translator } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import { queryClient } from "../../query.ts";
import type { App, FieldRights, History } from "../../wire.ts";
import { restoringOf, type Restoring } from "./compare-revisions.ts";
import { problemsByField } from "./write-value.ts";

/**
 * Asks whether a revision shall come back, with everything that would change, and brings it back.
 *
 * @fires restore-close
 */
@customElement("restore-dialog")
export class RestoreDialog extends LightElement {
  @property({ attribute: false }) app!: App;
  @property() record = "";
  @property({ attribute: false }) revisions: History["revisions"] = [];
  @property({ attribute: false }) rights: FieldRights = {};
  /** The revision to bring back; empty while nothing is asked. */
  @property() revision = "";
  @state() private errors: Readonly<Record<string, string>> = {};
  @state() private isSending = false;

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("revision")) this.errors = {};
  }

  private async restore() {
    if (this.isSending) return;
    this.isSending = true;
    this.errors = {};
    const { revision, record: id } = this;
    const current = this.revisions[0]?.revision;
    try {
      await send("POST", "/portal/v1/record/restore.json", {
        app: this.app.id,
        id,
        revision: Number(revision),
        current,
      });
      this.fire("restore-close");
      toast(t("history.restored", { n: revision }));
    } catch (error) {
      this.errors = restoreErrors(error as Error);
    } finally {
      this.isSending = false;
    }
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ["record", this.app.id, id] }),
      queryClient.invalidateQueries({ queryKey: ["records", this.app.id] }),
    ]);
  }

  private renderBody({ changes, kept }: Restoring) {
    const shown = new Set(changes.map(({ code }) => code));
    const codeOf = (key: string) => key.split("/")[0] ?? "";
    const byCode = Object.fromEntries(Object.entries(this.errors).map(([key, message]) => [codeOf(key), message]));
    const elsewhere = Object.entries(byCode).filter(([code]) => !shown.has(code));
    const names = kept.map(({ label }) => translator(this.app)(label)).join(t("reason.and"));
    const lead = t("history.restore-lead", { n: changes.length, revision: this.revision });
    return html`<error-summary
        .problems=${Object.entries(byCode).map(([code, message]) => ({
          ...{ control: "", message },
          label: code === "" ? "" : labelOf(this.app, code),
        }))}
      ></error-summary>
      ${elsewhere.length > 0 && changes.length === 0 ? nothing : html`<p>${changes.length === 0 ? t("history.restore-same") : lead}</p>`}
      ${
        changes.length === 0
          ? nothing
          : html`<change-table
              .app=${this.app}
              .record=${this.record}
              .label=${lead}
              .changes=${changes}
              .errors=${byCode}
              .heads=${{ before: t("history.now"), after: t("history.then") }}
            ></change-table>`
      }
      ${changes.some(({ type }) => type === "FILE") ? html`<p class="hint">${t("history.restore-files")}</p>` : nothing}
      ${names ? html`<p class="hint">${t("history.restore-kept", { names })}</p>` : nothing}`;
  }

  protected override render() {
    const { revision } = this;
    const restoring = restoringOf(this.revisions, revision, this.rights);
    return html`<modal-dialog
      wide
      .heading=${t("history.restore-title", { n: revision })}
      .open=${revision !== ""}
      .body=${revision === "" ? nothing : this.renderBody(restoring)}
      .foot=${html`<button type="button" class="button large" autofocus @click=${() => this.fire("restore-close")}>
          ${t("dialog.cancel")}
        </button>
        ${
          restoring.changes.length === 0
            ? nothing
            : html`<button
                type="button"
                class="button filled large"
                ?disabled=${this.isSending}
                @click=${() => void this.restore()}
              >
                ${t("history.restore-verb", { n: revision })}
              </button>`
        }`}
      @dialog-close=${() => this.fire("restore-close")}
    ></modal-dialog>`;
  }
}

/** By field code, or `TABLE/ROW/CODE` inside tables; the empty key for what belongs to no field. */
function restoreErrors(error: Error): Record<string, string> {
  if (error instanceof ApiError && error.status === 409) return { "": t("history.conflict") };
  const errors = error instanceof ApiError ? problemsByField(error.errors) : {};
  return Object.keys(errors).length > 0 ? errors : { "": problemWords(error) };
}
