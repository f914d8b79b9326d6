import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { FieldValueFile } from "../../app-definitions/field-types/wire-values.ts";
import { addressOf } from "../api.ts";
import { t } from "../messages/text.ts";
import { icon } from "./icons.ts";
import { LightElement } from "./light-element.ts";

/** A size in words, in units of 1,024 bytes. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return t("file.bytes", { n: bytes });
  if (bytes < 1024 ** 2) return t("file.kilobytes", { n: Math.ceil(bytes / 1024) });
  return t("file.megabytes", { n: Number((bytes / 1024 ** 2).toFixed(1)) });
}

/** True when the page can show the file itself. */
export function isShowable(type: string): boolean {
  return type === "application/pdf" || /^image\/(png|jpeg|gif|webp)$/.test(type);
}

/** Files of a record: opened inside the page where that is safe, downloaded otherwise. */
@customElement("file-list")
export class FileList extends LightElement {
  @property({ attribute: false }) files: readonly FieldValueFile[] = [];
  @state() private shown: FieldValueFile | undefined;

  private renderPreview({ fileKey, contentType, name }: FieldValueFile) {
    const address = addressOf("/portal/v1/files/view", { fileKey });
    return contentType === "application/pdf"
      ? html`<iframe class="preview" src="${address}#navpanes=0" title=${name}></iframe>`
      : html`<div class="preview" tabindex="0" role="region" aria-label=${name}>
          <img src=${address} alt=${name} />
        </div>`;
  }

  protected override render() {
    const { shown } = this;
    return html`<ul class="files">
        ${this.files.map((file) => {
          const address = addressOf("/k/v1/file.json", { fileKey: file.fileKey });
          return html`<li>
            ${icon("clip")}
            ${
              isShowable(file.contentType)
                ? html`<button type="button" class="as-link" @click=${() => (this.shown = file)}>${file.name}</button>`
                : html`<a href=${address} download=${file.name}>${file.name}</a>`
            }
            <span class="meta">${sizeWords(Number(file.size))}</span>
            ${
              isShowable(file.contentType)
                ? html`<a class="meta" href=${address} download=${file.name}
                    >${t("file.download")}<span class="visually-hidden">${file.name}</span></a
                  >`
                : nothing
            }
          </li>`;
        })}
      </ul>
      <modal-dialog
        wide
        .heading=${shown?.name ?? ""}
        .open=${shown !== undefined}
        .body=${shown ? this.renderPreview(shown) : nothing}
        .foot=${
          shown
            ? html`<a
                class="button"
                href=${addressOf("/k/v1/file.json", { fileKey: shown.fileKey })}
                download=${shown.name}
                >${icon("download")}${t("file.download")}</a
              >`
            : nothing
        }
        @dialog-close=${() => (this.shown = undefined)}
      ></modal-dialog>`;
  }
}
