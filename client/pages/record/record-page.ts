import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { get } from "../../api.ts";
import { appReading } from "../../app-reading.ts";
import "../../elements/error-summary.ts";
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
import { navigate } from "../../router.ts";
import type { App, NewRecord, OpenRecord } from "../../wire.ts";
import { listAddress, neighbours } from "../list-state.ts";
import { Page } from "../page.ts";
import "./comments-panel.ts";
import "./conflict-dialog.ts";
import "./history-panel.ts";
import { RecordEditing } from "./record-editing.ts";
import { recordKey } from "./record-keys.ts";
import { inputsElsewhere, leadAfter, leadNotice, lockedNote, tabAskingConsent, type Lead } from "./record-lead.ts";
import { markSeen } from "./record-preview.ts";
import { removeRecord, waitsForUploads } from "./record-questions.ts";
import { draftOffer, formTab, recordHead, recordSide, saveBar, tabItems } from "./record-parts.ts";

const wide = matchMedia("(min-width: 64rem)");

/** One record: to read, to edit, to add; its thread, its history. */
@customElement("record-page")
export class RecordPage extends Page {
  @state() private tab = "";
  @state() private lead: Lead | undefined;
  #app = new Query(this, () => appReading(this.appId));
  #record = new Query<OpenRecord | NewRecord>(this, () => ({
    key: ["record", this.appId, this.recordId ?? "new", "cells"],
    read: () =>
      this.recordId === null
        ? get<NewRecord>("/portal/v1/record/new.json", { app: this.appId })
        : get<OpenRecord>("/portal/v1/record.json", { app: this.appId, id: this.recordId }),
  }));
  #editing = new RecordEditing(
    this,
    () => ({ appId: this.appId, recordId: this.recordId, app: this.#app.data, record: this.#record.data }),
    (field) => this.openTabOf(field),
  );
  #life = new AbortController();
  #path = "";
  #unwatch: (() => void) | undefined;

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

  override connectedCallback() {
    super.connectedCallback();
    const { signal } = (this.#life = new AbortController());
    document.addEventListener("keydown", this.onKey, { signal });
    wide.addEventListener("change", () => this.requestUpdate(), { signal });
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#life.abort();
    this.#unwatch?.();
  }

  protected override willUpdate() {
    super.willUpdate();
    if (this.#path !== this.route.path) this.arrive();
    if (this.recordId === null && !this.#editing.work.isOn && this.#record.data) this.startEditing();
  }

  private arrive() {
    this.#path = this.route.path;
    this.#unwatch?.();
    this.#editing.stop();
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
    return this.#editing.work.problems.length > 0;
  }

  private onKey = (event: KeyboardEvent) => {
    const { isOn } = this.#editing.work;
    const key = recordKey(event, isOn);
    if (!key) return;
    const beside = neighbours(this.appId, this.recordId ?? "");
    const goal = key === "next" ? beside?.next : key === "previous" ? beside?.previous : undefined;
    if (key === "save") {
      event.preventDefault();
      if (isOn) void this.save();
    } else if (key === "cancel") void this.cancel();
    else if (key === "edit" && this.open?.rights.edit) this.startEditing();
    else if (key === "list") void navigate(listAddress(this.appId));
    else if (goal) void navigate(`/apps/${this.appId}/records/${goal}`);
  };

  private startEditing() {
    this.#editing.start();
    this.lead = undefined;
  }

  private async cancel() {
    if (!(await this.#editing.cancel())) return;
    if (this.recordId === null) void navigate(listAddress(this.appId));
    else this.querySelector<HTMLElement>("h1")?.focus();
  }

  /** @param acts - saved instead of what was changed in the form: consent given outside of editing */
  private async save(acts?: ReadonlyMap<string, unknown>) {
    const app = this.#app.data;
    if (!app || waitsForUploads(this)) return;
    const edits = acts ?? this.#editing.work.edits;
    const tabsBefore = this.#record.data?.tabs ?? [];
    const saved = await this.#editing.save(acts);
    if (!saved) return;
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: ["record", app.id, this.recordId ?? "new"] }),
      queryClient.invalidateQueries({ queryKey: ["records", app.id] }),
    ]);
    const act = [...edits.values()].find((value) => typeof value === "object" && value !== null && "action" in value);
    this.lead = leadAfter(app, tabsBefore, this.#record.data?.tabs ?? [], act);
    if (!this.lead || saved.isMerged) toast(t(saved.isMerged ? "conflict.merged" : "record.saved"));
    if (this.recordId === null) return void navigate(`/apps/${app.id}/records/${saved.id}`, { replace: true });
    await this.updateComplete;
    this.querySelector<HTMLElement>(this.lead ? ".lead" : "h1")?.focus();
  }

  /** Brings a field into sight; what stands above the tabs is always there. */
  private openTabOf(field: string) {
    const app = this.#app.data;
    if (app) this.tab = tabOfField(app, field) || (app.tabs.length === 0 ? formTab : this.tab);
  }

  private async openTab(code: string) {
    this.tab = code;
    this.lead = undefined;
    await this.updateComplete;
    this.querySelector<HTMLElement>(`#panel-${CSS.escape(code)}`)?.focus();
  }

  private settle(theirs: string[] | null) {
    this.#editing.settle(theirs ?? []);
    if (theirs !== null) void this.save();
  }

  private async askRemove() {
    const problem = await removeRecord(this.appId, this.recordId ?? "", this.pageTitle() ?? "");
    if (problem) this.#editing.showErrors({ "": problemWords(problem) });
  }

  private tabs(app: App, sections: Sections): TabItem[] {
    const { preview, errors } = this.#editing.work;
    const existing = preview?.tabs ?? this.#record.data?.tabs ?? [];
    if (this.recordId === null) return tabItems(app, sections, existing, errors, []);
    return tabItems(app, sections, existing, errors, [
      ...(!wide.matches && app.enableComments ? [{ code: "-comments", label: t("record.comments") }] : []),
      { code: "-history", label: t("record.history") },
    ]);
  }

  private renderPart(app: App, sections: Sections, tab: string) {
    const { work, cells, rights } = this.#editing;
    return html`<record-form
      .app=${app}
      .record=${this.recordId}
      .rows=${sections.get(tab) ?? []}
      .cells=${cells}
      .rights=${rights}
      .isEditing=${work.isOn}
      .mayConsent=${!work.isOn && this.open?.rights.edit === true}
      .errors=${work.errors}
      @field-change=${({ detail }: CustomEvent<{ code: string; value: unknown }>) =>
        this.#editing.change(detail.code, detail.value)}
      @field-leave=${({ detail }: CustomEvent<string>) => this.#editing.leave(detail)}
      @consent-act=${({ detail }: CustomEvent<{ code: string; act: unknown }>) =>
        void this.save(new Map([[detail.code, detail.act]]))}
    ></record-form>`;
  }

  private renderPanel(app: App, sections: Sections, tab: string): TemplateResult {
    if (tab === "-history")
      return html`<history-panel
        .app=${app}
        .record=${this.recordId ?? ""}
        .rights=${this.open?.fields ?? {}}
        .mayEdit=${this.open?.rights.edit === true && !this.#editing.work.isOn}
      ></history-panel>`;
    if (tab === "-comments") return this.renderComments();
    return this.renderPart(app, sections, tab === formTab ? "" : tab);
  }

  private renderComments() {
    return html`<comments-panel
      .app=${this.appId}
      .record=${this.recordId ?? ""}
      .target=${this.route.query.get("comment") ?? ""}
      .watchers=${this.open?.watchers}
    ></comments-panel>`;
  }

  private renderTabs(app: App, sections: Sections, tabs: readonly TabItem[], tab: string) {
    if (tabs.length === 0) return nothing;
    return html`<tab-list
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
      </div>`;
  }

  protected override render() {
    const app = this.#app.data;
    const error = this.#app.error ?? this.#record.error;
    if (error)
      return html`<h1 tabindex="-1">${t("problem.title")}</h1>
        <page-problem .error=${error}></page-problem>`;
    if (!app || !this.#record.data) return html`<div class="skeleton tall" aria-busy="true"></div>`;
    const { work, rights } = this.#editing;
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
    return html`${recordHead(app, this.recordId, this.pageTitle() ?? "", this.open, work.isOn, head)}
      <div class="record ${hasSide ? "has-side" : ""}">
        <div class="record-body">
          <error-summary
            .problems=${work.problems}
            @problem-open=${({ detail }: CustomEvent<string>) => this.openTabOf(detail.replace(/^f-/, "").split("-")[0] ?? "")}
          ></error-summary>
          ${
            work.draft
              ? draftOffer(
                  work.draft,
                  () => this.#editing.useDraft(),
                  () => this.#editing.dropDraft(),
                )
              : nothing
          }
          ${
            work.isOn
              ? [
                  lockedNote(app, rights),
                  inputsElsewhere(
                    app,
                    rights,
                    app.tabs.map(({ code }) => code).filter((code) => tabs.some((one) => one.code === code)),
                    tab,
                    (code) => void this.openTab(code),
                  ),
                ]
              : leadNotice(app, this.lead, asking === tab ? undefined : asking, (code) => void this.openTab(code))
          }
          ${tabs[0]?.code === formTab ? nothing : this.renderPart(app, sections, "")}
          ${this.renderTabs(app, sections, tabs, tab)}
          ${work.isOn ? saveBar(work.edits.size, work.savedAt, work.isSaving, head) : nothing}
        </div>
        ${hasSide ? recordSide(this.renderComments()) : nothing}
      </div>
      <conflict-dialog
        .app=${app}
        .record=${this.recordId ?? ""}
        .conflicts=${work.conflicts}
        @conflict-settle=${({ detail }: CustomEvent<string[] | null>) => this.settle(detail)}
      ></conflict-dialog>`;
  }
}
