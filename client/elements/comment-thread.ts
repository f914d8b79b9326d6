import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { showInstant } from "../../app-definitions/field-types/japanese-dates.ts";
import { isIme } from "../is-ime.ts";
import { locale, t } from "../messages/text.ts";
import { uniqueId } from "../unique-id.ts";
import { nameOf, type Comment, type Mentionable } from "../wire.ts";
import type { Chosen, EntityPicker } from "./entity-picker.ts";
import "./entity-picker.ts";
import { LightElement } from "./light-element.ts";
import { confirmDialog } from "./modal-dialog.ts";

const address = /(https?:\/\/[^\s<>"「」『』（）、。]+)/g;

/** Text with its web addresses as links; everything else stays plain. */
export function withLinks(text: string): (TemplateResult | string)[] {
  return text
    .split(address)
    .map((part, place) =>
      place % 2 === 1 ? html`<a href=${part} target="_blank" rel="noopener noreferrer">${part}</a>` : part,
    );
}

/**
 * The comments of a record or a thread, newest first, and a box to add one. Ctrl+Enter sends; `@` leads to the recipients.
 * What is written survives leaving the page, until it is sent.
 *
 * @fires comment-post - detail: { text, mentions }; the page calls `clearDraft()` when it arrived
 * @fires comment-delete - detail: the id
 * @fires comments-older
 */
@customElement("comment-thread")
export class CommentThread extends LightElement {
  /** Newest first. */
  @property({ attribute: false }) comments: readonly Comment[] = [];
  @property({ type: Boolean }) older = false;
  @property({ type: Boolean }) mayPost = false;
  @property({ type: Boolean }) isSending = false;
  @property() error = "";
  /** Who can see what is written here, in words. */
  @property() watchers = "";
  /** The comment to show first, from a notification. */
  @property() target = "";
  /** Where the unsent text is kept in this tab. */
  @property() draftKey = "";
  @property({ attribute: false }) find: ((words: string) => Promise<Mentionable[]>) | undefined;
  @state() private text = "";
  @state() private mentions: readonly Chosen[] = [];
  @query("entity-picker") private picker?: EntityPicker;
  @query("textarea") private box?: HTMLTextAreaElement;
  #id = uniqueId("comment");
  #shown = "";

  protected override willUpdate(changed: Map<string, unknown>) {
    if (changed.has("draftKey") && this.draftKey) this.text = sessionStorage.getItem(this.draftKey) ?? "";
  }

  protected override updated() {
    if (!this.target || this.#shown === this.target) return;
    const comment = document.getElementById(`comment-${this.target}`);
    if (!comment) return;
    this.#shown = this.target;
    comment.scrollIntoView({ block: "center" });
    comment.focus({ preventScroll: true });
  }

  /** Empties the box, after the comment arrived. */
  clearDraft() {
    this.text = "";
    this.mentions = [];
    sessionStorage.removeItem(this.draftKey);
    this.box?.focus();
  }

  private write(text: string) {
    this.text = text;
    if (this.draftKey) sessionStorage.setItem(this.draftKey, text);
  }

  private onKey(event: KeyboardEvent) {
    if (isIme(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.post();
    } else if (
      (event.key === "@" || event.key === "＠") &&
      this.picker &&
      /(^|\s)$/.test(this.text.slice(0, this.box?.selectionStart))
    ) {
      event.preventDefault();
      this.picker.focusBox();
    }
  }

  private post() {
    const text = this.text.trim();
    if (text === "" || this.isSending) return this.box?.focus();
    this.fire("comment-post", { text, mentions: this.mentions.map(({ code, type = "USER" }) => ({ code, type })) });
  }

  private async askRemove(id: string) {
    const body = t("comment.delete-body");
    if (
      await confirmDialog({ heading: t("comment.delete"), body, verb: t("comment.delete-verb"), isDangerous: true })
    ) {
      this.fire("comment-delete", id);
    }
  }

  private renderBox() {
    const id = this.#id;
    return html`<form
      class="comment-box"
      @submit=${(event: Event) => {
        event.preventDefault();
        this.post();
      }}
    >
      ${this.watchers ? html`<p class="meta" id="${id}-watchers">${t("comment.watchers", { names: this.watchers })}</p>` : nothing}
      <form-field
        for=${id}
        .label=${t("comment.text")}
        .error=${this.error}
        .control=${({ describedBy, invalid }: { describedBy: string; invalid: boolean }) =>
          html`<textarea
            class="textarea"
            id=${id}
            rows="3"
            maxlength="65535"
            .value=${live(this.text)}
            aria-invalid=${invalid}
            aria-describedby="${describedBy} ${this.watchers ? `${id}-watchers` : ""}"
            @input=${(event: Event) => this.write((event.target as HTMLTextAreaElement).value)}
            @keydown=${(event: KeyboardEvent) => this.onKey(event)}
          ></textarea>`}
      ></form-field>
      ${
        this.find
          ? html`<form-field
              group
              for="${id}-to"
              .label=${t("comment.to")}
              .control=${() =>
                html`<entity-picker
                  kind="ANY"
                  .controlId=${`${id}-to`}
                  .label=${t("comment.to")}
                  .chosen=${this.mentions}
                  .find=${this.find}
                  @value-change=${({ detail }: CustomEvent<Chosen[]>) => (this.mentions = detail)}
                ></entity-picker>`}
            ></form-field>`
          : nothing
      }
      <div class="buttons">
        <button class="button filled" ?disabled=${this.isSending}>${t("comment.send")}</button>
        <span class="hint">${t("comment.keys")}</span>
      </div>
    </form>`;
  }

  private renderComment({ id, creator, createdAt, text, mentions, mayDelete }: Comment) {
    const from = nameOf(creator.organization);
    return html`<li id="comment-${id}" class="comment ${id === this.target ? "is-target" : ""}" tabindex="-1">
      <p class="comment-head">
        <strong>${from ? t("app.person", { name: creator.name, organization: from }) : creator.name}</strong>
        <time class="meta" datetime=${createdAt}>${showInstant(createdAt, locale())}</time>
      </p>
      ${mentions.length > 0 ? html`<p class="meta">${t("comment.for", { names: mentions.map(({ name, code }) => name ?? code).join(t("record.list-comma")) })}</p>` : nothing}
      <p class="lines">${withLinks(text)}</p>
      ${mayDelete ? html`<button type="button" class="button quiet small" @click=${() => this.askRemove(id)}>${t("comment.delete")}</button>` : nothing}
    </li>`;
  }

  protected override render() {
    return html`
      ${this.mayPost ? this.renderBox() : nothing}
      ${this.comments.length === 0 ? html`<p class="hint">${t("comment.none")}</p>` : nothing}
      <ol class="comments" aria-live="polite" aria-relevant="additions">
        ${repeat(
          this.comments,
          ({ id }) => id,
          (comment) => this.renderComment(comment),
        )}
      </ol>
      ${this.older ? html`<button type="button" class="button" @click=${() => this.fire("comments-older")}>${t("comment.older")}</button>` : nothing}
    `;
  }
}
