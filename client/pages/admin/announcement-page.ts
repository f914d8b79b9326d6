import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get, send } from "../../api.ts";
import "../../elements/admin/admin-form.ts";
import type { FormSection, FormValues } from "../../elements/admin/form-fields.ts";
import { stateTag } from "../../elements/admin/state-tag.ts";
import "../../elements/modal-dialog.ts";
import "../../elements/page-problem.ts";
import { toast } from "../../elements/toast-stack.ts";
import { t } from "../../messages/admin-text.ts";
import { Query, queryClient } from "../../query.ts";
import { navigate } from "../../router.ts";
import type { Announcement, Home } from "../../wire.ts";
import { textIn } from "./admin-readings.ts";
import { EditPage } from "./edit-page.ts";
import { crumbs } from "./list-parts.ts";

/** Writes a new announcement or changes one; what it will look like is shown before it goes out. */
@customElement("announcement-page")
export class AnnouncementPage extends EditPage {
  /** What was checked and waits for the word to publish. */
  @state() private preview: FormValues | undefined;
  #home = new Query<Home>(this, () =>
    this.isNew ? null : { key: ["home"], read: () => get<Home>("/portal/v1/home.json") },
  );
  #start: FormValues | undefined;

  override connectedCallback() {
    super.connectedCallback();
    void Promise.all([import("../../elements/rich-text-editor.ts"), import("../../elements/safe-html.ts")]);
  }

  private get isNew(): boolean {
    return this.route.params["announcement"] === "new";
  }

  private get announcement(): Announcement | undefined {
    return this.#home.data?.announcements.find(({ id }) => id === this.route.params["announcement"]);
  }

  protected override pageTitle() {
    if (this.isNew) return t("admin.announcement.add");
    if (this.#home.error) return t("problem.title");
    return this.#home.data ? t(this.announcement ? "admin.announcement.edit" : "problem.404") : undefined;
  }

  private get sections(): FormSection[] {
    return [
      {
        fields: [
          { kind: "text", code: "title", label: t("admin.announcement.title"), isRequired: true, maxLength: 200 },
          { kind: "rich", code: "body", label: t("admin.announcement.body"), isRequired: true },
          {
            kind: "check",
            code: "isImportant",
            label: t("admin.announcement.is-important"),
            support: t("admin.announcement.important-support"),
          },
        ],
      },
    ];
  }

  private get start(): FormValues {
    const { title = "", body = "", isImportant = false } = this.announcement ?? {};
    return (this.#start ??= { title, body, isImportant });
  }

  private async publish(values: FormValues) {
    const body = {
      title: textIn(values, "title"),
      body: textIn(values, "body"),
      isImportant: values["isImportant"] === true,
    };
    const id = this.announcement?.id;
    const answer = await this.write(() =>
      id
        ? send("PUT", "/portal/v1/announcement.json", { id, ...body })
        : send("POST", "/portal/v1/announcement.json", body),
    );
    this.preview = undefined;
    if (answer === undefined) return;
    await queryClient.invalidateQueries({ queryKey: ["home"] });
    toast(t(id ? "admin.announcement.changed" : "admin.announcement.done"));
    await navigate("/admin/announcements");
  }

  private renderPreview(values: FormValues) {
    return html`<p class="meta">${t("admin.announcement.preview-lead")}</p>
      <article class="card stack">
        <h3>${textIn(values, "title")}</h3>
        ${values["isImportant"] === true ? stateTag("warn", t("admin.announcement.important")) : nothing}
        <safe-html .html=${textIn(values, "body")}></safe-html>
      </article>`;
  }

  protected override render() {
    const title = this.pageTitle();
    if (title === undefined) return html`<p class="skeleton"></p>`;
    const head = html`${crumbs(["/admin/announcements", t("admin.menu.announcements")])}
      <h1 tabindex="-1">${title}</h1>`;
    const { error } = this.#home;
    if (error && !this.isNew) return html`${head}<page-problem .error=${error}></page-problem>`;
    if (!this.isNew && !this.announcement) return head;
    const { preview } = this;
    return html`${head} ${this.renderFailure()}
      <admin-form
        .sections=${this.sections}
        .values=${this.start}
        .refusals=${this.refusals}
        .busy=${this.isBusy}
        .saveWords=${t("admin.announcement.preview")}
        .cancelHref=${"/admin/announcements"}
        @form-touch=${() => this.hold()}
        @form-save=${(event: CustomEvent<FormValues>) => (this.preview = event.detail)}
      ></admin-form>
      <modal-dialog
        wide
        .heading=${t("admin.announcement.preview-title")}
        .open=${preview !== undefined}
        .body=${preview ? this.renderPreview(preview) : nothing}
        .foot=${
          preview
            ? html`<button type="button" class="button large" @click=${() => (this.preview = undefined)}>
                  ${t("admin.announcement.back")}
                </button>
                <button
                  type="button"
                  class="button filled large"
                  aria-disabled=${this.isBusy ? "true" : nothing}
                  @click=${() => this.publish(preview)}
                >
                  ${t(this.isNew ? "admin.announcement.publish" : "admin.announcement.change")}
                </button>`
            : nothing
        }
        @dialog-close=${() => (this.preview = undefined)}
      ></modal-dialog>`;
  }
}
