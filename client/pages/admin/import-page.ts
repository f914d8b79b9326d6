import { html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { get, send, uploadFile } from "../../api.ts";
import { plainTable } from "../../elements/admin/plain-table.ts";
import { t, wordsFor } from "../../messages/admin-text.ts";
import { EditPage } from "./edit-page.ts";
import { crumbs } from "./list-parts.ts";

const types = ["user", "organization", "group", "userOrganizations", "userGroups"] as const;

interface Result {
  success: boolean;
  rows: string;
  errors: { row: string; column: string | null; message: string }[];
}

/** Brings people in from a CSV file, and gives the files that an import takes. */
@customElement("import-page")
export class ImportPage extends EditPage {
  @state() private type: (typeof types)[number] = "user";
  @state() private result: Result | undefined;
  @query("input[type=file]") private file?: HTMLInputElement;

  protected override pageTitle() {
    return t("admin.import.title");
  }

  private async start(event: SubmitEvent) {
    event.preventDefault();
    const file = this.file?.files?.[0];
    if (!file) return this.file?.focus();
    this.result = undefined;
    this.result = await this.write(async () => {
      const fileKey = await uploadFile(file, () => {}).done;
      const { id } = await send<{ id: string }>("POST", `/v1/csv/${this.type}.json`, { fileKey });
      return get<Result>("/v1/csv/result.json", { id });
    });
  }

  private renderResult({ success, rows, errors }: Result) {
    if (success)
      return html`<p class="notice success"><strong>${t("admin.import.done", { n: Number(rows) })}</strong></p>`;
    return html`<p class="notice error"><strong>${t("admin.import.refused")}</strong></p>
      ${plainTable(
        t("admin.import.refused"),
        [
          { label: t("admin.import.row"), isNumber: true },
          { label: t("admin.import.column") },
          { label: t("admin.import.problem") },
        ],
        errors.map(({ row, column, message }, at) => ({ key: String(at), cells: [row, column ?? "", message] })),
      )}`;
  }

  private label(type: string) {
    return wordsFor("admin.import.type", type, "admin.import.type.user");
  }

  protected override render() {
    return html`${crumbs(["/admin/users", t("admin.menu.users")])}
      <h1 tabindex="-1">${t("admin.import.title")}</h1>
      <p>${t("admin.import.lead")}</p>
      <section class="section">
        <h2>${t("admin.import.export")}</h2>
        <ul>
          ${types.map((type) => html`<li><a href="/v1/csv/${type}.csv" download>${t("admin.import.export-one", { what: this.label(type) })}</a></li>`)}
        </ul>
      </section>
      <section class="section">
        <h2>${t("admin.import.verb")}</h2>
        <form class="stack csv-form" @submit=${(event: SubmitEvent) => this.start(event)}>
          <fieldset class="choices vertical">
            <legend>${t("admin.import.what")}</legend>
            ${types.map(
              (type) =>
                html`<label class="choice">
                  <input
                    type="radio"
                    name="type"
                    .checked=${this.type === type}
                    @change=${() => (this.type = type)}
                  />${this.label(type)}
                </label>`,
            )}
          </fieldset>
          <p>
            <label class="field-label" for="csv-file">${t("admin.import.file")}</label>
            <input id="csv-file" type="file" accept=".csv,text/csv" required />
          </p>
          <p>
            <button class="button filled" aria-disabled=${this.isBusy ? "true" : nothing}>
              ${this.isBusy ? t("admin.import.busy") : t("admin.import.verb")}
            </button>
          </p>
        </form>
        ${this.renderFailure()}
        <div role="status">${this.result ? this.renderResult(this.result) : nothing}</div>
      </section>`;
  }
}
