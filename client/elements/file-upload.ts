import { html, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import type { FieldValueFile } from "../../app-definitions/field-types/wire-values.ts";
import { ApiError, uploadFile, type Upload } from "../api.ts";
import { t } from "../messages/text.ts";
import { knownSession } from "../session.ts";
import { sizeWords } from "./file-list.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

interface Running {
  file: File;
  /** Counts the files chosen in this field, from 1. */
  place: number;
  share: number;
  upload: Upload | undefined;
  error: string;
}

/** The server's limit; larger files are refused before they are sent. */
function limitBytes(): number {
  return knownSession()?.maxFileBytes ?? Number.POSITIVE_INFINITY;
}

/**
 * Files to put into a field: button first, dropping second; each shows its progress, can be cancelled and tried again.
 *
 * @fires value-change - detail: the files, uploaded ones with the key of their upload
 */
@customElement("file-upload")
export class FileUpload extends LightElement {
  @property() controlId = "";
  @property() label = "";
  @property() describedBy = "";
  @property({ type: Boolean }) invalid = false;
  @property({ type: Boolean }) disabled = false;
  @property({ attribute: false }) files: readonly FieldValueFile[] = [];
  @state() private running: readonly Running[] = [];
  @state() private isOver = false;
  @query("input") private input?: HTMLInputElement;
  #taken = 0;
  /** By key, for the files that were chosen here. */
  #places = new Map<string, number>();

  /** Whether a file is on its way, so that leaving now would lose it. */
  get isSending(): boolean {
    return this.running.some(({ upload }) => upload !== undefined);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const { upload } of this.running) upload?.cancel();
  }

  private take(list: Iterable<File> | null | undefined) {
    for (const file of list ?? [])
      this.start({ file, place: (this.#taken += 1), share: 0, upload: undefined, error: "" });
    if (this.input) this.input.value = "";
  }

  private start(running: Running) {
    if (!this.running.includes(running)) this.running = [...this.running, running];
    running.error =
      running.file.size > limitBytes()
        ? t("file.too-large", { name: running.file.name, limit: sizeWords(limitBytes()) })
        : "";
    if (running.error) return this.requestUpdate();
    running.upload = uploadFile(running.file, (share) => {
      running.share = share;
      this.requestUpdate();
    });
    running.upload.done.then(
      (fileKey) => {
        this.running = this.running.filter((one) => one !== running);
        this.add(fileKey, running);
      },
      (error: unknown) => {
        running.upload = undefined;
        running.error = error instanceof ApiError && error.message ? error.message : t("file.failed");
        this.requestUpdate();
      },
    );
    this.requestUpdate();
  }

  /** In the order in which files were chosen, though small ones arrive before large ones. */
  private add(fileKey: string, { file: { name, type, size }, place }: Running) {
    this.#places.set(fileKey, place);
    const later = this.files.findIndex((one) => (this.#places.get(one.fileKey) ?? 0) > place);
    const at = later === -1 ? this.files.length : later;
    this.files = this.files.toSpliced(at, 0, { fileKey, name, contentType: type, size: String(size) });
    this.fire("value-change", this.files);
  }

  private drop(running: Running) {
    this.running = this.running.filter((one) => one !== running);
    running.upload?.cancel();
  }

  private removeAt(place: number) {
    this.files = this.files.filter((_, at) => at !== place);
    this.fire("value-change", this.files);
  }

  private renderRunning(running: Running) {
    const percent = Math.round(running.share * 100);
    return html`<li>
      ${icon("clip")}<span>${running.file.name}</span>
      ${
        running.error
          ? html`<span class="field-error" role="alert">${t("form.problem", { text: running.error })}</span>
              <button type="button" class="button quiet" @click=${() => this.start(running)}>
                ${t("file.again")}
              </button>`
          : html`<progress class="progress" max="100" value=${percent} aria-label=${running.file.name}></progress>
              <span class="meta">${t("file.percent", { n: percent })}</span>`
      }
      <button type="button" class="button quiet" @click=${() => this.drop(running)}>
        ${t("file.cancel")}<span class="visually-hidden">${running.file.name}</span>
      </button>
    </li>`;
  }

  protected override render() {
    return html`<div
      class="upload ${this.isOver ? "is-over" : ""}"
      data-takes-files
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        this.isOver = true;
      }}
      @dragleave=${() => (this.isOver = false)}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        this.isOver = false;
        if (!this.disabled) this.take(event.dataTransfer?.files);
      }}
    >
      <div class="buttons">
        <button
          type="button"
          class="button"
          id=${this.controlId}
          aria-describedby="${this.describedBy} ${this.controlId}-limit"
          ?disabled=${this.disabled}
          @click=${() => this.input?.click()}
        >
          ${icon("clip")}${t("file.choose")}<span class="visually-hidden">${this.label}</span>
        </button>
        <span class="hint" id="${this.controlId}-limit">${t("file.limit", { limit: sizeWords(limitBytes()) })}</span>
      </div>
      <input type="file" multiple hidden aria-label=${this.label} @change=${() => this.take(this.input?.files)} />
      <ul class="files" aria-live="polite">
        ${this.files.map(
          ({ name, size }, place) =>
            html`<li>
              ${icon("clip")}<span>${name}</span><span class="meta">${sizeWords(Number(size))}</span>
              ${
                this.disabled
                  ? nothing
                  : html`<button type="button" class="button quiet" @click=${() => this.removeAt(place)}>
                      ${t("file.remove")}<span class="visually-hidden">${name}</span>
                    </button>`
              }
            </li>`,
        )}
        ${this.running.map((running) => this.renderRunning(running))}
      </ul>
    </div>`;
  }
}
