import { html, nothing, type TemplateResult } from "lit";
import { inJapan } from "../../../app-definitions/field-types/japanese-dates.ts";
import { addressOf } from "../../api.ts";
import { icon } from "../../elements/icons.ts";
import type { TabItem } from "../../elements/tab-list.ts";
import type { FormProblem } from "../../elements/error-summary.ts";
import { controlId } from "../../elements/record-form.ts";
import { labelOf, translator } from "../../fields.ts";
import { tabOfField, type Sections } from "../../form-sections.ts";
import { t } from "../../messages/text.ts";
import type { App, Draft, OpenRecord } from "../../wire.ts";
import { listAddress, neighbours } from "../list-state.ts";
import { watcherWords } from "./comments-panel.ts";
import "./process-actions.ts";
import { categoryField } from "./record-categories.ts";

interface Acts {
  edit(): void;
  remove(): void;
  save(): void;
  cancel(): void;
}

function stepLink(app: string, id: string | undefined, name: "back" | "forward", words: string) {
  return id === undefined
    ? html`<span class="button" aria-disabled="true">${icon(name)}${words}</span>`
    : html`<a class="button" href="/apps/${app}/records/${id}"
        >${icon(name)}${words}<span class="visually-hidden">${t("record.beside")}</span></a
      >`;
}

/** Where one is, the title, the way to the neighbours in the list, and what can be done with the record. */
export function recordHead(
  app: App,
  record: string | null,
  title: string,
  open: OpenRecord | undefined,
  isEditing: boolean,
  acts: Acts,
) {
  const beside = neighbours(app.id, record ?? "");
  return html`<nav aria-label=${t("app.crumbs")}>
      <ol class="crumbs">
        <li><a href="/">${t("header.home")}</a></li>
        <li><a href=${listAddress(app.id)}>${translator(app)(app.name)}</a></li>
      </ol>
    </nav>
    <div class="page-head">
      <h1 tabindex="-1">${title}</h1>
      ${
        beside && !isEditing
          ? html`<div class="buttons">
              <span class="meta"
                >${beside.total === undefined ? nothing : t("record.place", { at: beside.at, total: beside.total })}</span
              >
              ${stepLink(app.id, beside.previous, "back", t("record.previous"))}
              ${stepLink(app.id, beside.next, "forward", t("record.next"))}
            </div>`
          : nothing
      }
    </div>
    ${
      open
        ? html`<div class="record-acts">
            ${isEditing ? nothing : recordButtons(app, record, open, acts)}
            ${isEditing ? nothing : processPart(app, record, open)}
            ${isEditing ? nothing : categoryPart(app, record, open)}
            ${app.enableComments ? nothing : html`<p class="meta">${t("record.watchers", { names: watcherWords(open.watchers) })}</p>`}
          </div>`
        : nothing
    }`;
}

function processPart(app: App, record: string | null, open: OpenRecord) {
  const { status, assignees, actions, reassign, record: cells } = open;
  if (!status) return nothing;
  return html`<process-actions
    .app=${app}
    .record=${record ?? ""}
    .revision=${String(cells["$revision"]?.value ?? "")}
    .status=${status}
    .assignees=${assignees ?? []}
    .actions=${actions ?? []}
    .reassign=${reassign ?? "no"}
  ></process-actions>`;
}

function categoryPart(app: App, record: string | null, { rights, record: cells }: OpenRecord) {
  const cell = cells[categoryField(app)?.code ?? ""];
  if (!cell) return nothing;
  return html`<record-categories
    .app=${app}
    .record=${record ?? ""}
    .revision=${String(cells["$revision"]?.value ?? "")}
    .categories=${cell.value as readonly string[]}
    .canEdit=${rights.edit}
  ></record-categories>`;
}

function recordButtons(app: App, record: string | null, { rights, actions }: OpenRecord, acts: Acts) {
  const more = [
    ...(app.rights.manage
      ? [html`<li><a href="/apps/${app.id}/access?record=${record}">${icon("lock")}${t("record.access")}</a></li>`]
      : []),
    ...(rights.delete
      ? [html`<li><button type="button" @click=${acts.remove}>${icon("trash")}${t("record.delete")}</button></li>`]
      : []),
  ];
  return html`<div class="buttons">
    ${rights.edit ? html`<button type="button" class="button ${actions?.some(({ type }) => type === "PRIMARY") ? "" : "filled"}" @click=${acts.edit}>${icon("edit")}${t("record.edit")}</button>` : nothing}
    <a class="button" href=${addressOf("/portal/v1/record/print.pdf", { app: app.id, id: record })} target="_blank"
      >${icon("print")}${t("record.print")}</a
    >
    ${
      more.length > 0
        ? html`<menu-button .face=${html`${icon("more")}${t("record.more")}`} .items=${html`${more}`}></menu-button>`
        : nothing
    }
  </div>`;
}

/** Code of the tab that holds the whole form of an app without tabs. */
export const formTab = "-form";

/**
 * The tabs of the page: the app's own that exist for this record, then comments (where there is no side panel) and history.
 *
 * @param existing - codes that the server told
 */
export function tabItems(
  app: App,
  sections: Sections,
  existing: readonly string[],
  errors: Readonly<Record<string, string>>,
  extra: readonly TabItem[],
): TabItem[] {
  const translate = translator(app);
  const errorsIn = (code: string) =>
    Object.keys(errors).filter((key) => tabOfField(app, key.split("/")[0] ?? "") === code).length;
  const own = app.tabs
    .filter(({ code }) => existing.includes(code) && sections.has(code))
    .map(({ code, label }) => ({ code, label: translate(label), errors: errorsIn(code) }));
  // A form without tabs is one itself beside comments and history.
  const whole = extra.length > 0 ? [{ code: formTab, label: t("record.form"), errors: errorsIn("") }] : [];
  return [...(own.length > 0 ? own : whole), ...extra];
}

/** Unsaved work from earlier, with the choice to go on with it. */
export function draftOffer({ savedAt }: Draft, use: () => void, drop: () => void) {
  const parts = savedAt ? inJapan(savedAt) : undefined;
  return html`<div class="notice" role="status">
    <span
      >${parts ? t("draft.offer", { at: `${parts.day.replaceAll("-", "/")} ${parts.time}` }) : t("draft.offer-local")}</span
    >
    <span class="buttons">
      <button type="button" class="button filled" @click=${use}>${t("draft.use")}</button>
      <button type="button" class="button" @click=${drop}>${t("draft.drop")}</button>
    </span>
  </div>`;
}

/** The bar that stays in sight while editing. */
export function saveBar(changes: number, savedAt: string, isSaving: boolean, { save, cancel }: Acts) {
  return html`<div class="save-bar">
    <div class="buttons">
      <button type="button" class="button filled large" ?disabled=${isSaving} @click=${save}>
        ${t("record.save")}
      </button>
      <button type="button" class="button large" ?disabled=${isSaving} @click=${cancel}>${t("dialog.cancel")}</button>
      <span class="meta" role="status">
        ${changes > 0 ? t("record.changes", { n: changes }) : nothing}
        ${savedAt ? t("draft.kept", { time: inJapan(savedAt).time }) : nothing}
      </span>
    </div>
  </div>`;
}

/** The problems of a form as its summary lists them. @param errors - by field code, or `TABLE/ROW/CODE` inside tables */
export function listProblems(app: App, errors: Readonly<Record<string, string>>): FormProblem[] {
  return Object.entries(errors).map(([key, message]) => {
    const [code = "", row, inner] = key.split("/");
    const isField = code in app.fields.properties;
    const label = inner
      ? t("table.place", { table: labelOf(app, code), n: Number(row) + 1, label: labelOf(app, inner) })
      : labelOf(app, code);
    return { control: !isField ? "" : inner ? `${controlId(code)}-${row}-${inner}` : controlId(code), label, message };
  });
}

/** The thread beside the record, where the window is wide enough. */
export function recordSide(comments: TemplateResult) {
  return html`<aside class="record-side" aria-labelledby="comments-title">
    <h2 id="comments-title">${icon("comment")}${t("record.comments")}</h2>
    ${comments}
  </aside>`;
}
