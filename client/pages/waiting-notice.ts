import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { showInstant } from "../../app-definitions/field-types/japanese-dates.ts";
import { send } from "../api.ts";
import { LightElement } from "../elements/light-element.ts";
import { confirmDialog } from "../elements/modal-dialog.ts";
import { problemWords } from "../elements/page-problem.ts";
import { toast } from "../elements/toast-stack.ts";
import { locale, t, type MessageKey } from "../messages/text.ts";
import { queryClient } from "../query.ts";
import type { App } from "../wire.ts";
import { deployDraft } from "./deploy-draft.ts";

/** Says that settings of an app wait to be published, and lets those who manage it publish them or throw them away. */
@customElement("waiting-notice")
export class WaitingNotice extends LightElement {
  @property({ attribute: false }) app!: App;
  @state() private problem = "";
  @state() private isSending = false;

  private async act(question: "publish" | "discard", run: () => Promise<MessageKey | "">) {
    const isDangerous = question === "discard";
    const heading = t(`waiting.${question}-title`);
    const asked = { heading, body: t(`waiting.${question}-body`), verb: t(`waiting.${question}`), isDangerous };
    if (this.isSending || !(await confirmDialog(asked))) return;
    this.isSending = true;
    const problem = await run().then(
      (key) => (key ? t(key) : ""),
      (error: Error) => problemWords(error),
    );
    this.isSending = false;
    this.problem = problem;
    if (problem) return;
    toast(t(`waiting.${question}-done`));
    await queryClient.invalidateQueries({ queryKey: ["app", this.app.id] });
    document.querySelector<HTMLElement>("h1")?.focus();
  }

  private publish() {
    return this.act("publish", async () => ((await deployDraft(this.app.id)) ? "" : "waiting.failed"));
  }

  private discard() {
    return this.act("discard", async () => {
      await send("POST", "/k/v1/preview/app/deploy.json", { apps: [{ app: this.app.id }], revert: true });
      return "";
    });
  }

  protected override render() {
    const { waiting } = this.app;
    if (!waiting) return nothing;
    const at = showInstant(waiting.at, locale(), true);
    const words = waiting.by ? t("waiting.lead-by", { at, name: waiting.by.name }) : t("waiting.lead", { at });
    return html`<div class="notice warn">
      <div class="stack">
        <p><strong>${words}</strong></p>
        <div role="alert">${this.problem ? html`<p>${this.problem}</p>` : nothing}</div>
        <div class="buttons">
          <button type="button" class="button" aria-disabled=${this.isSending} @click=${() => void this.publish()}>
            ${t("waiting.publish")}
          </button>
          <button type="button" class="button" aria-disabled=${this.isSending} @click=${() => void this.discard()}>
            ${t("waiting.discard")}
          </button>
        </div>
      </div>
    </div>`;
  }
}
