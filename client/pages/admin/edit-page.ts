import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { ApiError } from "../../api.ts";
import { wordsOf, type FormSection, type FormValues } from "../../elements/admin/form-fields.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { confirmDialog } from "../../elements/modal-dialog.ts";
import { problemWords } from "../../elements/page-problem.ts";
import { t } from "../../messages/admin-text.ts";
import { holdLeaving } from "../../router.ts";
import { Page } from "../page.ts";
import { refreshAdmin } from "./admin-readings.ts";

export interface Overtaken {
  sections: readonly FormSection[];
  mine: FormValues;
  saved: FormValues;
  /** Starts the form over from what is saved. */
  takeSaved: () => void;
}

/** What pages that write share: one write at a time, refusals at their fields, a question before typed work is left. */
export abstract class EditPage extends Page {
  @state() protected isBusy = false;
  /** The server's problems by field code of the form. */
  @state() protected refusals: Readonly<Record<string, string>> = {};
  /** Somebody else saved the same thing meanwhile. */
  @state() protected isOvertaken = false;
  @state() protected failure = "";
  #letGo: (() => void) | undefined;

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.letGo();
  }

  protected override hasProblems() {
    return Object.keys(this.refusals).length > 0;
  }

  /** Typed work is on the page: ask before it is left. */
  protected hold() {
    this.#letGo ??= holdLeaving(() =>
      confirmDialog({
        heading: t("admin.form.leave"),
        body: t("admin.form.leave-body"),
        verb: t("admin.form.leave-verb"),
        refusal: t("admin.form.stay"),
        isDangerous: true,
      }),
    );
  }

  /** The work is safe. */
  protected letGo() {
    this.#letGo?.();
    this.#letGo = undefined;
  }

  /**
   * Runs a write, then reads the administration again.
   * @returns what the write gave; undefined when it was refused, which then stands on the page
   */
  protected write<T>(run: () => Promise<T>): Promise<T | undefined> {
    return this.attempt(async () => {
      const answer = await run();
      this.refusals = {};
      this.letGo();
      await refreshAdmin();
      return answer;
    });
  }

  /**
   * Runs what changes nothing but may be refused; work on the page is held as before.
   * @returns what it gave; undefined when it was refused, which then stands on the page
   */
  protected async attempt<T>(run: () => Promise<T>): Promise<T | undefined> {
    if (this.isBusy) return undefined;
    this.isBusy = true;
    this.failure = "";
    this.isOvertaken = false;
    try {
      return await run();
    } catch (error) {
      this.takeRefusal(error as Error);
      return undefined;
    } finally {
      this.isBusy = false;
    }
  }

  private takeRefusal(error: Error) {
    if (error instanceof ApiError && error.status === 409) {
      this.isOvertaken = true;
      return;
    }
    const problems = error instanceof ApiError ? Object.entries(error.errors) : [];
    if (problems.length > 0) {
      this.refusals = Object.fromEntries(problems.map(([code, { messages }]) => [code, messages.join(" ")]));
    } else {
      this.failure = problemWords(error);
    }
  }

  /** A write that was refused as a whole, where the person looks. */
  protected renderFailure() {
    return html`<div role="alert">
      ${this.failure ? html`<p class="notice error"><strong>${this.failure}</strong></p>` : nothing}
    </div>`;
  }

  /** Says that somebody else was first, with what differs; what was typed stays, and the next save wins. */
  protected renderOvertaken({ sections, mine, saved, takeSaved }: Overtaken) {
    if (!this.isOvertaken) return nothing;
    const fields = sections.flatMap((section) => section.fields);
    const differing = fields.filter((field) => wordsOf(field, mine[field.code]) !== wordsOf(field, saved[field.code]));
    return html`<div class="notice warn" role="alert">
      <div class="stack">
        <p><strong>${t("admin.form.overtaken")}</strong></p>
        <p>${t("admin.form.overtaken-next")}</p>
        ${
          differing.length > 0
            ? plainTable(
                t("admin.form.differences"),
                [{ label: t("admin.form.field") }, { label: t("admin.form.mine") }, { label: t("admin.form.theirs") }],
                differing.map((field) => ({
                  key: field.code,
                  cells: [field.label, wordsOf(field, mine[field.code]), wordsOf(field, saved[field.code])],
                })),
              )
            : nothing
        }
        <button type="button" class="button" @click=${takeSaved}>${t("admin.form.take-saved")}</button>
      </div>
    </div>`;
  }

  /** After a button has left the page, the focus would be nowhere. */
  protected async keepFocus() {
    await this.updateComplete;
    if (document.activeElement === document.body) this.querySelector<HTMLElement>("h1")?.focus();
  }
}
