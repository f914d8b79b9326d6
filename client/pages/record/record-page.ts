import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get } from "../../api.ts";
import { appReading } from "../../app-reading.ts";
import { checkFields, checkValue } from "../../check-value.ts";
import { afterPress } from "../../elements/after-press.ts";
import "../../elements/error-summary.ts";
import type { FormProblem } from "../../elements/error-summary.ts";
import "../../elements/menu-button.ts";
import { problemWords } from "../../elements/page-problem.ts";
import "../../elements/record-form.ts";
import "../../elements/tab-list.ts";
import type { TabItem } from "../../elements/tab-list.ts";
import { toast } from "../../elements/toast-stack.ts";
import { translator } from "../../fields.ts";
import { sectionsOf, tabOfField, type Sections } from "../../form-sections.ts";
import { watchPlace } from "../../live.ts";
import { t } from "../../messages/text.ts";
import { Query, queryClient } from "../../query.ts";
import { holdLeaving, navigate } from "../../router.ts";
import type { App, Draft, FieldRights, NewRecord, OpenRecord, Preview, RecordCells } from "../../wire.ts";
import { listAddress, neighbours } from "../list-state.ts";
import { Page } from "../page.ts";
import "./comments-panel.ts";
import "./conflict-dialog.ts";
import "./history-panel.ts";
import { dropDraft, findDraft, keepDraft } from "./record-drafts.ts";
import { recordKey } from "./record-keys.ts";
import { leadAfter, leadNotice, lockedNote, tabAskingConsent, type Lead } from "./record-lead.ts";
import { askPreview, isFreeText, markSeen } from "./record-preview.ts";
import { askDiscard, askLeave, removeRecord, waitsForUploads } from "./record-questions.ts";
import { draftOffer, listProblems, recordHead, recordSide, saveBar, tabItems } from "./record-parts.ts";
import { saveRecord } from "./save-record.ts";
import { withEdits, type Conflict } from "./write-value.ts";

const draftMs = 5000;
const wide = matchMedia("(min-width: 64rem)");

/** One record: to read, to edit, to add; its thread, its history. */
@customElement("record-page")
export class RecordPage extends Page {
  @state() private isEditing = false;
  @state() private edits: ReadonlyMap<string, unknown> = new Map();
  @state() private errors: Readonly<Record<string, string>> = {};
  @state() private problems: readonly FormProblem[] = [];
  @state() private conflicts: readonly Conflict[] = [];
  @state() private draft: Draft | undefined;
  @state() private savedAt = "";
  @state() private isSaving = false;
  @state() private preview: Preview | undefined;
  @state() private tab = "";
  @state() private lead: Lead | undefined;
  #base: OpenRecord | NewRecord | undefined;
  #app = new Query(this, () => appReading(this.appId));
  #record = new Query<OpenRecord | NewRecord>(this, () => ({
    key: ["record", this.appId, this.recordId ?? "new", "cells"],
    read: () =>
      this.recordId === null
        ? get<NewRecord>("/portal/v1/record/new.json", { app: this.appId })
        : get<OpenRecord>("/portal/v1/record.json", { app: this.appId, id: this.recordId }),
  }));
  #life = new AbortController();
  #path = "";
  #release: (() => void) | undefined;
  #stopPreview: (() => void) | undefined;
  #unwatch: (() => void) | undefined;
  #draftIsStale = false;

  private get appId(): string {
    return this.route.params["app"] ?? "";
  }

  private get recordId(): string | null {
    return this.route.params["record"] ?? null;
  }

  private get open(): OpenRecord | undefined {
    const data = this.#record.data;
    return data && "rights" in data ? data : undefined;
  }

  private get place() {
    return { app: this.appId, record: this.recordId };
  }
  override connectedCallback() {
    super.connectedCallback();
    const { signal } = (this.#life = new AbortController());
    document.addEventListener("keydown", this.onKey, { signal });
    wide.addEventListener("change", () => this.requestUpdate(), { signal });
    const timer = setInterval(() => void this.saveDraft(), draftMs);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#life.abort();
    this.#release?.();
    this.#unwatch?.();
    this.#stopPreview?.();
  }

  protected override willUpdate() {
    super.willUpdate();
    if (this.#path !== this.route.path) this.arrive();
    if (this.recordId === null && !this.isEditing && this.#record.data) this.startEditing();
  }

  private arrive() {
    this.#path = this.route.path;
    this.#unwatch?.();
    this.stopEditing();
    this.lead = undefined;
    this.tab = this.route.query.get("tab") ?? (this.route.query.has("comment") && !wide.matches ? "-comments" : "");
    if (this.recordId === null) return;
    this.#unwatch = watchPlace({ app: this.appId, record: this.recordId });
    markSeen(this.appId, this.recordId);
  }

  protected override pageTitle() {
    const app = this.#app.data;
    if (this.#record.error || this.#app.error) return t("problem.title");
    if (!app || !this.#record.data) return undefined;
    return this.open
      ? this.open.title || t("record.number", { id: this.recordId ?? "" })
      : t("record.new", { app: translator(app)(app.name) });
  }

  protected override hasProblems() {
    return this.problems.length > 0;
  }

  private onKey = (event: KeyboardEvent) => {
    const key = recordKey(event, this.isEditing);
    if (!key) return;
    const beside = neighbours(this.appId, this.recordId ?? "");
    const goal = key === "next" ? beside?.next : key === "previous" ? beside?.previous : undefined;
    if (key === "save") {
      event.preventDefault();
      if (this.isEditing) void this.save();
    } else if (key === "cancel") void this.cancel();
    else if (key === "edit" && this.open?.rights.edit) this.startEditing();
    else if (key === "list") void navigate(listAddress(this.appId));
    else if (goal) void navigate(`/apps/${this.appId}/records/${goal}`);
  };

  private startEditing() {
    this.#base = this.#record.data;
    this.isEditing = true;
    this.lead = undefined;
    void findDraft(this.place).then((draft) => (this.draft = draft));
  }

  private stopEditing() {
    this.isEditing = false;
    this.edits = new Map();
    this.errors = {};
    this.problems = [];
    this.conflicts = [];
    this.draft = undefined;
    this.savedAt = "";
    this.preview = undefined;
    this.#base = undefined;
    this.#draftIsStale = false;
    this.#release?.();
    this.#release = undefined;
  }

  private useDraft() {
    for (const [code, { value }] of Object.entries(this.draft?.values ?? {})) this.change(code, value);
    this.draft = undefined;
  }

  private change(code: string, value: unknown) {
    const edits = new Map(this.edits);
    if (value === undefined) edits.delete(code);
    else edits.set(code, value);
    this.edits = edits;
    this.#draftIsStale = true;
    this.#release ??= holdLeaving(askLeave);
    const type = this.#app.data?.fields.properties[code]?.type ?? "";
    if (!isFreeText(type)) this.askPreview();
  }

  private askPreview() {
    const app = this.#app.data;
    this.#stopPreview?.();
    if (app)
      this.#stopPreview = askPreview(app, this.recordId, this.edits, (preview) =>
        afterPress(() => (this.preview = preview)),
      );
  }

  private leave(code: string) {
    const field = this.#app.data?.fields.properties[code];
    if (!field || !this.edits.has(code)) return;
    afterPress(() => {
      const { [code]: _old, ...rest } = this.errors;
      const message = this.edits.has(code) ? checkValue(field, this.edits.get(code)) : null;
      this.errors = message ? { ...rest, [code]: message } : rest;
    });
    if (isFreeText(field.type)) this.askPreview();
    void this.saveDraft();
  }

  private async saveDraft() {
    const app = this.#app.data;
    if (!app || !this.isEditing || !this.#draftIsStale || this.isSaving || this.edits.size === 0) return;
    this.#draftIsStale = false;
    const revision = String(this.#base?.record["$revision"]?.value ?? "") || null;
    const values = Object.fromEntries([...this.edits].map(([code, value]) => [code, { value }]));
    this.savedAt = (await keepDraft(this.place, revision, values)) ?? this.savedAt;
  }

  private async cancel() {
    const isChanged = this.edits.size > 0;
    if (isChanged && !(await askDiscard(this.edits.size))) return;
    this.stopEditing();
    if (isChanged) void dropDraft(this.place);
    if (this.recordId === null) void navigate(listAddress(this.appId));
    else this.querySelector<HTMLElement>("h1")?.focus();
  }

  private get rights(): FieldRights {
    return this.preview?.fields ?? this.#record.data?.fields ?? {};
  }

  private get cells(): RecordCells {
    return withEdits((this.isEditing ? this.#base : undefined) ?? this.#record.data, this.edits);
  }

  private showErrors(app: App, errors: Readonly<Record<string, string>>) {
    this.errors = errors;
    this.problems = listProblems(app, errors);
    const first = Object.keys(errors)[0]?.split("/")[0];
    if (first) this.openTabOf(app, first);
  }

  private openTabOf(app: App, code: string) {
    this.tab = tabOfField(app, code) || this.tab;
  }

  private async save() {
    const app = this.#app.data;
    if (!app || this.isSaving || waitsForUploads(this)) return;
    const errors = checkFields(app, this.rights, this.cells, (code) => this.edits.has(code) || this.recordId === null);
    if (Object.keys(errors).length > 0) return this.showErrors(app, errors);
    if (this.edits.size === 0 && this.recordId !== null) return this.stopEditing();
    await this.write(app, this.edits);
  }

  private async write(app: App, edits: ReadonlyMap<string, unknown>) {
    const base = this.#base ?? this.#record.data;
    if (!base) return;
    this.isSaving = true;
    const result = await saveRecord({ app, id: this.recordId, base, edits }).finally(() => (this.isSaving = false));
    if (result.kind === "refused") return this.showErrors(app, result.errors);
    if (result.kind === "conflict") {
      this.#base = result.saved;
      this.conflicts = result.conflicts;
      return;
    }
    const tabsBefore = this.#record.data?.tabs ?? [];
    this.stopEditing();
    void dropDraft(this.place);
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ["record", app.id, this.recordId ?? "new"] }),
      queryClient.invalidateQueries({ queryKey: ["records", app.id] }),
    ]);
    const acts = [...edits.values()].find((value) => typeof value === "object" && value !== null && "action" in value);
    this.lead = leadAfter(app, tabsBefore, this.#record.data?.tabs ?? [], acts);
    if (!this.lead || result.isMerged) toast(t(result.isMerged ? "conflict.merged" : "record.saved"));
    if (this.recordId === null) return void navigate(`/apps/${app.id}/records/${result.id}`, { replace: true });
    await this.updateComplete;
    this.querySelector<HTMLElement>(this.lead ? ".lead" : "h1")?.focus();
  }

  private async openTab(code: string) {
    this.tab = code;
    this.lead = undefined;
    await this.updateComplete;
    this.querySelector<HTMLElement>(`#panel-${CSS.escape(code)}`)?.focus();
  }

  private settle(theirs: string[] | null) {
    this.conflicts = [];
    if (theirs === null) return;
    this.edits = new Map([...this.edits].filter(([code]) => !theirs.includes(code)));
    void this.save();
  }

  private async consent({ detail }: CustomEvent<{ code: string; act: unknown }>) {
    const app = this.#app.data;
    if (app) await this.write(app, new Map([[detail.code, detail.act]]));
  }

  private async askRemove() {
    const problem = await removeRecord(this.appId, this.recordId ?? "", this.pageTitle() ?? "");
    if (problem) this.problems = [{ control: "", label: "", message: problemWords(problem) }];
  }

  private tabs(app: App, sections: Sections): TabItem[] {
    const existing = this.preview?.tabs ?? this.#record.data?.tabs ?? [];
    if (this.recordId === null) return tabItems(app, sections, existing, this.errors, []);
    return tabItems(app, sections, existing, this.errors, [
      ...(!wide.matches && app.enableComments ? [{ code: "-comments", label: t("record.comments") }] : []),
      { code: "-history", label: t("record.history") },
    ]);
  }

  private renderPart(app: App, sections: Sections, tab: string) {
    return html`<record-form
      .app=${app}
      .record=${this.recordId}
      .rows=${sections.get(tab) ?? []}
      .cells=${this.cells}
      .rights=${this.rights}
      .isEditing=${this.isEditing}
      .mayConsent=${!this.isEditing && this.open?.rights.edit === true}
      .errors=${this.errors}
      @field-change=${({ detail }: CustomEvent<{ code: string; value: unknown }>) => this.change(detail.code, detail.value)}
      @field-leave=${({ detail }: CustomEvent<string>) => this.leave(detail)}
      @consent-act=${this.consent}
    ></record-form>`;
  }

  private renderPanel(app: App, sections: Sections, tab: string): TemplateResult {
    if (tab === "-history") return html`<history-panel .app=${app} .record=${this.recordId ?? ""}></history-panel>`;
    return tab === "-comments" ? this.renderComments() : this.renderPart(app, sections, tab);
  }

  private renderComments() {
    return html`<comments-panel
      .app=${this.appId}
      .record=${this.recordId ?? ""}
      .target=${this.route.query.get("comment") ?? ""}
      .watchers=${this.open?.watchers}
    ></comments-panel>`;
  }

  protected override render() {
    const app = this.#app.data;
    const error = this.#app.error ?? this.#record.error;
    if (error)
      return html`<h1 tabindex="-1">${t("problem.title")}</h1>
        <page-problem .error=${error}></page-problem>`;
    if (!app || !this.#record.data) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    const sections = sectionsOf(app);
    const tabs = this.tabs(app, sections);
    const tab = tabs.find(({ code }) => code === this.tab)?.code ?? tabs[0]?.code ?? "";
    const hasSide = wide.matches && app.enableComments && this.recordId !== null;
    const head = {
      edit: () => this.startEditing(),
      remove: () => void this.askRemove(),
      save: () => void this.save(),
      cancel: () => void this.cancel(),
    };
    const asking = tabAskingConsent(app, this.open);
    const drop = () => {
      this.draft = undefined;
      void dropDraft(this.place);
    };
    return html`${recordHead(app, this.recordId, this.pageTitle() ?? "", this.open, this.isEditing, head)}
      <div class="record ${hasSide ? "has-side" : ""}">
        <div class="record-body">
          <error-summary
            .problems=${this.problems}
            @problem-open=${({ detail }: CustomEvent<string>) => this.openTabOf(app, detail.replace(/^f-/, "").split("-")[0] ?? "")}
          ></error-summary>
          ${this.draft ? draftOffer(this.draft, () => this.useDraft(), drop) : nothing}
          ${this.isEditing ? lockedNote(app, this.rights) : leadNotice(app, this.lead, asking === tab ? undefined : asking, (code) => void this.openTab(code))}
          ${this.renderPart(app, sections, "")}
          ${
            tabs.length === 0
              ? nothing
              : html`<tab-list
                    .tabs=${tabs}
                    .current=${tab}
                    .label=${t("record.tabs")}
                    @tab-change=${({ detail }: CustomEvent<string>) => {
                      if (!waitsForUploads(this)) [this.tab, this.lead] = [detail, undefined];
                    }}
                  ></tab-list>
                  <div role="tabpanel" class="tab-panel" id="panel-${tab}" aria-labelledby="tab-${tab}" tabindex="0">
                    <h2 class="visually-hidden">${tabs.find(({ code }) => code === tab)?.label}</h2>
                    ${this.renderPanel(app, sections, tab)}
                  </div>`
          }
          ${this.isEditing ? saveBar(this.edits.size, this.savedAt, this.isSaving, head) : nothing}
        </div>
        ${hasSide ? recordSide(this.renderComments()) : nothing}
      </div>
      <conflict-dialog
        .app=${app}
        .record=${this.recordId ?? ""}
        .conflicts=${this.conflicts}
        @conflict-settle=${({ detail }: CustomEvent<string[] | null>) => this.settle(detail)}
      ></conflict-dialog>`;
  }
}
