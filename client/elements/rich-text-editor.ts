import type { Editor } from "@tiptap/core";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { isIme } from "../is-ime.ts";
import { t, type MessageKey } from "../messages/text.ts";
import { LightElement } from "./light-element.ts";
import { cleanHtml } from "./safe-html.ts";

interface Tool {
  words: MessageKey;
  face: string;
  mark: string;
  run: (editor: Editor) => void;
}

const tools: readonly Tool[] = [
  { words: "rich.bold", face: "B", mark: "bold", run: (editor) => editor.chain().focus().toggleBold().run() },
  { words: "rich.italic", face: "I", mark: "italic", run: (editor) => editor.chain().focus().toggleItalic().run() },
  {
    words: "rich.underline",
    face: "U",
    mark: "underline",
    run: (editor) => editor.chain().focus().toggleUnderline().run(),
  },
  { words: "rich.strike", face: "S", mark: "strike", run: (editor) => editor.chain().focus().toggleStrike().run() },
  {
    words: "rich.bullets",
    face: "•",
    mark: "bulletList",
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    words: "rich.numbers",
    face: "1.",
    mark: "orderedList",
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
];

/**
 * Text with emphasis, lists and links. The editor itself is fetched with the first one on a page.
 *
 * @fires value-change - detail: markup; empty when there is no text
 */
@customElement("rich-text-editor")
export class RichTextEditor extends LightElement {
  @property() controlId = "";
  @property() label = "";
  @property() describedBy = "";
  @property({ type: Boolean }) invalid = false;
  @property({ type: Boolean }) disabled = false;
  @property() value = "";
  @state() private editor: Editor | undefined;
  /** The address being set; undefined while nobody sets one. */
  @state() private link: string | undefined;
  #sent = "";

  protected override firstUpdated() {
    void this.open();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.editor?.destroy();
    this.editor = undefined;
  }

  private async open() {
    const { openEditor } = await import("./rich-text-engine.ts");
    const holder = this.querySelector<HTMLElement>(".rich-body");
    if (!holder || !this.isConnected) return;
    this.#sent = this.value;
    this.editor = openEditor(holder, {
      content: cleanHtml(this.value),
      attributes: {
        id: this.controlId,
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": this.label,
        ...(this.describedBy ? { "aria-describedby": this.describedBy } : {}),
        class: "textarea rich",
      },
      isEditable: !this.disabled,
      onChange: (markup) => {
        this.#sent = markup;
        this.fire("value-change", markup);
        this.requestUpdate();
      },
      onSelect: () => this.requestUpdate(),
    });
  }

  protected override updated(changed: Map<string, unknown>) {
    if (changed.has("value") && this.editor && this.value !== this.#sent) {
      this.#sent = this.value;
      this.editor.commands.setContent(cleanHtml(this.value), { emitUpdate: false });
    }
    if (changed.has("disabled")) this.editor?.setEditable(!this.disabled);
  }

  private openLink() {
    this.link = String(this.editor?.getAttributes("link")["href"] ?? "https://");
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>(".rich-link input")?.focus());
  }

  private setLink() {
    const href = this.link?.trim() ?? "";
    this.link = undefined;
    const chain = this.editor?.chain().focus().extendMarkRange("link");
    if (href === "" || href === "https://") chain?.unsetLink().run();
    else chain?.setLink({ href }).run();
  }

  private onLinkKey(event: KeyboardEvent) {
    if (isIme(event) || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Enter") return this.setLink();
    this.link = undefined;
    this.editor?.commands.focus();
  }

  private renderLink() {
    return html`<p class="rich-link dense">
      <input
        class="input"
        type="text"
        inputmode="url"
        aria-label=${t("rich.link-ask")}
        placeholder=${t("rich.link-ask")}
        .value=${live(this.link ?? "")}
        @input=${(event: Event) => (this.link = (event.target as HTMLInputElement).value)}
        @keydown=${this.onLinkKey}
      />
      <button type="button" class="button" @click=${this.setLink}>${t("rich.link-set")}</button>
    </p>`;
  }

  protected override render() {
    const { editor } = this;
    return html`<div class="rich-editor">
      <div
        class="rich-tools"
        role="toolbar"
        aria-label=${t("rich.tools")}
        aria-controls=${this.editor ? this.controlId : nothing}
      >
        ${tools.map(
          ({ words, face, mark, run }) =>
            html`<button
              type="button"
              class="button quiet icon small"
              aria-pressed=${editor?.isActive(mark) ?? false}
              ?disabled=${!editor || this.disabled}
              @click=${() => editor && run(editor)}
            >
              <span aria-hidden="true" class="face-${mark}">${face}</span
              ><span class="visually-hidden">${t(words)}</span>
            </button>`,
        )}
        <button type="button" class="button quiet small" ?disabled=${!editor || this.disabled} @click=${this.openLink}>
          ${t("rich.link")}
        </button>
      </div>
      ${this.link === undefined ? nothing : this.renderLink()}
      <div class="rich-body"></div>
    </div>`;
  }
}
