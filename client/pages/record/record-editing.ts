import type { ReactiveController, ReactiveControllerHost } from "lit";
import { checkFields, checkValue } from "../../check-value.ts";
import { afterPress } from "../../elements/after-press.ts";
import type { FormProblem } from "../../elements/error-summary.ts";
import { hasFormulas } from "../../fields.ts";
import type { Compute } from "./formulas.ts";
import { holdLeaving } from "../../router.ts";
import type { App, Draft, FieldRights, NewRecord, OpenRecord, Preview, RecordCells } from "../../wire.ts";
import { dropDraft, findDraft, keepDraft } from "./record-drafts.ts";
import { listProblems } from "./record-parts.ts";
import { askPreview, isFreeText } from "./record-preview.ts";
import { askDiscard, askLeave } from "./record-questions.ts";
import { saveRecord, type Saved } from "./save-record.ts";
import { withEdits, type Conflict } from "./write-value.ts";

const draftMs = 5000;

/** The record on the page; `app` and `record` are undefined until they are read. */
export interface EditedPlace {
  appId: string;
  /** null: a new record. */
  recordId: string | null;
  app: App | undefined;
  record: OpenRecord | NewRecord | undefined;
}

interface Work {
  isOn: boolean;
  edits: ReadonlyMap<string, unknown>;
  /** Messages by field code; inside tables by `TABLE/ROW/CODE`. */
  errors: Readonly<Record<string, string>>;
  /** The same as the summary lists them, and what belongs to no field. */
  problems: readonly FormProblem[];
  conflicts: readonly Conflict[];
  /** Unsaved work from earlier that was not answered yet. */
  draft: Draft | undefined;
  /** When the server last kept the draft; empty until then. */
  savedAt: string;
  isSaving: boolean;
  preview: Preview | undefined;
  /** The record as the form was opened. */
  base: OpenRecord | NewRecord | undefined;
}

const nothing: Work = {
  isOn: false,
  edits: new Map(),
  errors: {},
  problems: [],
  conflicts: [],
  draft: undefined,
  savedAt: "",
  isSaving: false,
  preview: undefined,
  base: undefined,
};

/** The unsaved work on one record: what was changed, what is wrong with it, its draft, and the way to save it. */
export class RecordEditing implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #place: () => EditedPlace;
  readonly #openTabOf: (field: string) => void;
  #work: Work = nothing;
  #formulas: { app: App; compute?: Compute } | undefined;
  #computed:
    { shown: unknown; edits: unknown; preview: unknown; compute: Compute | undefined; cells: RecordCells } | undefined;
  #draftIsStale = false;
  #release: (() => void) | undefined;
  #stopPreview: (() => void) | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param openTabOf - brings the field with the first problem into sight */
  constructor(host: ReactiveControllerHost, place: () => EditedPlace, openTabOf: (field: string) => void) {
    this.#host = host;
    this.#place = place;
    this.#openTabOf = openTabOf;
    host.addController(this);
  }

  hostConnected() {
    this.#timer = setInterval(() => void this.saveDraft(), draftMs);
  }

  hostDisconnected() {
    clearInterval(this.#timer);
    this.#release?.();
    this.#stopPreview?.();
  }

  /** What the page shows of it. */
  get work(): Readonly<Work> {
    return this.#work;
  }

  #set(change: Partial<Work>) {
    this.#work = { ...this.#work, ...change };
    this.#host.requestUpdate();
  }

  #key() {
    const { appId, recordId } = this.#place();
    return { app: appId, record: recordId };
  }

  /** The record as the form shows it: as it was opened, with the changes, and what formulas give then. */
  get cells(): RecordCells {
    const { isOn, base, edits, preview } = this.#work;
    const shown = (isOn ? base : undefined) ?? this.#place().record;
    const { app } = this.#place();
    const typed = () => withEdits(shown, edits, isOn ? preview?.record : undefined);
    if (!isOn || !app || !hasFormulas(app)) return typed();
    const compute = this.#formulasOf(app);
    const known = this.#computed;
    const isKnown = known?.shown === shown && known?.edits === edits && known.preview === preview;
    if (known && isKnown && known.compute === compute) return known.cells;
    const cells = compute ? compute(typed()) : typed();
    this.#computed = { shown, edits, preview, compute, cells };
    return cells;
  }

  /** The app's formulas; undefined until they are loaded. */
  #formulasOf(app: App): Compute | undefined {
    if (this.#formulas?.app === app) return this.#formulas.compute;
    const loading: { app: App; compute?: Compute } = { app };
    this.#formulas = loading;
    void import("./formulas.ts").then(({ prepareFormulas }) => {
      loading.compute = prepareFormulas(app);
      this.#host.requestUpdate();
    });
    return undefined;
  }

  /** What may be seen and changed once the changes are saved, as far as the server told. */
  get rights(): FieldRights {
    return this.#work.preview?.fields ?? this.#place().record?.fields ?? {};
  }

  /** Begins with the record as it is now, and looks for earlier unsaved work. */
  start() {
    this.#set({ isOn: true, base: this.#place().record });
    const asked = this.#key();
    void findDraft(asked).then((draft) => {
      const { app, record } = this.#key();
      // The answer may come when the page is elsewhere already: after a new record was saved, on that record.
      if (this.#work.isOn && app === asked.app && record === asked.record) this.#set({ draft });
    });
  }

  /** Lets go of all that was not saved. */
  stop() {
    this.#set(nothing);
    this.#draftIsStale = false;
    this.#release?.();
    this.#release = undefined;
  }

  useDraft() {
    for (const [code, { value }] of Object.entries(this.#work.draft?.values ?? {})) this.change(code, value);
    this.#set({ draft: undefined });
  }

  dropDraft() {
    this.#set({ draft: undefined });
    void dropDraft(this.#key());
  }

  /** Takes a changed value; undefined takes the change back. */
  change(code: string, value: unknown) {
    const edits = new Map(this.#work.edits);
    if (value === undefined) edits.delete(code);
    else edits.set(code, value);
    this.#set({ edits });
    this.#draftIsStale = true;
    this.#release ??= holdLeaving(askLeave);
    const type = this.#place().app?.fields.properties[code]?.type ?? "";
    if (!isFreeText(type)) this.#askPreview();
  }

  #askPreview() {
    const { app, recordId } = this.#place();
    this.#stopPreview?.();
    if (app)
      this.#stopPreview = askPreview(app, recordId, this.#work.edits, (preview) =>
        afterPress(() => this.#set({ preview })),
      );
  }

  /** Checks a field that was left, and keeps the draft. */
  leave(code: string) {
    const field = this.#place().app?.fields.properties[code];
    if (!field || !this.#work.edits.has(code)) return;
    afterPress(() => {
      const { edits } = this.#work;
      const { [code]: _old, ...rest } = this.#work.errors;
      const message = edits.has(code) ? checkValue(field, edits.get(code)) : null;
      this.#set({ errors: message ? { ...rest, [code]: message } : rest });
    });
    if (isFreeText(field.type)) this.#askPreview();
    void this.saveDraft();
  }

  private async saveDraft() {
    const { isOn, isSaving, edits, base, savedAt } = this.#work;
    if (!this.#place().app || !isOn || !this.#draftIsStale || isSaving || edits.size === 0) return;
    this.#draftIsStale = false;
    const revision = String(base?.record["$revision"]?.value ?? "") || null;
    const values = Object.fromEntries([...edits].map(([code, value]) => [code, { value }]));
    this.#set({ savedAt: (await keepDraft(this.#key(), revision, values)) ?? savedAt });
  }

  /** Throws the changes away, after asking. @returns false when the person would rather go on */
  async cancel(): Promise<boolean> {
    const changes = this.#work.edits.size;
    if (changes > 0 && !(await askDiscard(changes))) return false;
    this.stop();
    if (changes > 0) void dropDraft(this.#key());
    return true;
  }

  /** Shows problems of the form, by field code; the empty key for what belongs to no field. */
  showErrors(errors: Readonly<Record<string, string>>) {
    const { app } = this.#place();
    if (!app) return;
    this.#set({ errors, problems: listProblems(app, errors) });
    const first = Object.keys(errors)[0]?.split("/")[0];
    if (first) this.#openTabOf(first);
  }

  /**
   * Saves what was changed, or the edits given. Problems and conflicts are shown by `work`.
   * @returns what was saved; undefined when there was nothing to save or something stands in the way
   */
  async save(given?: ReadonlyMap<string, unknown>): Promise<Extract<Saved, { kind: "saved" }> | undefined> {
    const { app, recordId, record } = this.#place();
    const { edits: own, isSaving, base = record } = this.#work;
    if (!app || isSaving || !base) return undefined;
    if (!given) {
      const errors = checkFields(app, this.rights, this.cells, (code) => own.has(code) || recordId === null);
      if (Object.keys(errors).length > 0) return void this.showErrors(errors);
      if (own.size === 0 && recordId !== null) return void this.stop();
    }
    this.#set({ isSaving: true });
    const saving = saveRecord({ app, id: recordId, base, edits: given ?? own });
    const result = await saving.finally(() => this.#set({ isSaving: false }));
    if (result.kind === "refused") return void this.showErrors(result.errors);
    if (result.kind === "conflict") return void this.#set({ base: result.saved, conflicts: result.conflicts });
    this.stop();
    void dropDraft(this.#key());
    return result;
  }

  /** Ends the question about conflicts. @param theirs - fields that keep the other person's value */
  settle(theirs: readonly string[]) {
    this.#set({ conflicts: [], edits: new Map([...this.#work.edits].filter(([code]) => !theirs.includes(code))) });
  }
}
