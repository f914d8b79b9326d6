import type { Entity } from "../../app-definitions/definition.ts";
import type { DeployedApp, DeployedField } from "../apps/deployed-app.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { Condition } from "../query/condition.ts";
import { matches, type Reader } from "../query/matches.ts";
import type { AppRights } from "./access.ts";
import { compileAccess } from "./compile-access.ts";
import { appRightsOf, decidingAppLine } from "./compile-app-rights.ts";
import { compileTabs, fieldLines, tabOf } from "./compile-field-rights.ts";
import { isOpenWithoutBlock, mayDo, recordBlocks, type RecordAction } from "./compile-record-rights.ts";
import type { Grant } from "./entities.ts";
import { makeRightsScope } from "./rights-scope.ts";
import { decidingLine, type RuleLine } from "./rule-lines.ts";

/** A line of a rights table, as an explanation names it. */
export interface NamedLine {
  /** Its place in the table, from 0. */
  readonly at: number;
  readonly entity: Entity;
  readonly includeSubs: boolean;
}

/** Why the app's rights are what they are. */
export interface AppReason {
  /** The line that decides; null when none is for this person, which gives nothing. */
  readonly decidedBy: NamedLine | null;
  /** Lines that come before and are for others. */
  readonly passed: readonly NamedLine[];
  readonly rights: AppRights;
  /** Rights that the line gives, and that fall away because another is missing (view for most, add for import). */
  readonly dropped: readonly (keyof AppRights)[];
  /** Manages because he is an administrator, not because of the line. */
  readonly isByAdministrator: boolean;
}

/**
 * Why the record rights are what they are. `line`: a line decides · `no-line`: a block decides in which no line is for this
 * person, which gives nothing · `no-block`: the record fits no block, and the app's rights alone hold · `undecided`: nobody
 * can tell whether the block decides, or the record fits no block and one asks for a value that this person lacks; either
 * way it stays closed.
 */
export interface RecordReason {
  readonly how: "line" | "no-line" | "no-block" | "undecided";
  readonly block: { readonly at: number; readonly filterCond: string } | null;
  readonly passedBlocks: readonly { readonly at: number; readonly filterCond: string; readonly isDecided: boolean }[];
  readonly decidedBy: NamedLine | null;
  /** Lines of the deciding block that come before and are for others. */
  readonly passed: readonly NamedLine[];
  readonly rights: Readonly<Record<RecordAction, boolean>>;
  /** Rights that the line gives, and that fall away because it does not let the record be viewed. */
  readonly dropped: readonly RecordAction[];
}

/** Why the field's own rights are what they are. `free`: no rule names the field. */
export interface FieldReason {
  readonly how: "line" | "no-line" | "free";
  readonly decidedBy: NamedLine | null;
  readonly passed: readonly NamedLine[];
  readonly accessibility: "WRITE" | "READ" | "NONE";
  /** The tab in which the field stands; without it on this record there is no field. */
  readonly tab: { readonly code: string; readonly filterCond: string; readonly exists: boolean } | null;
  /** false for what the server alone sets. */
  readonly isWritable: boolean;
}

/** A layer that refuses a right by itself, whatever the others say. */
export type Layer = "app" | "record" | "field" | "tab" | "type";

/** One right as it is in the end. */
export interface Verdict {
  readonly isGranted: boolean;
  /** The layers that refuse; empty when it is granted. */
  readonly refusedBy: readonly Layer[];
}

/** Why a person may do what with a record and a field, layer by layer. */
export interface AccessExplanation {
  readonly app: AppReason;
  /** null when no record was asked for. */
  readonly record: RecordReason | null;
  /** null when no field was asked for. */
  readonly field: FieldReason | null;
  readonly verdicts: Partial<Readonly<Record<RecordAction | "view-field" | "edit-field", Verdict>>>;
  /** Every field whose value in the record the reasons depend on, as conditions. */
  readonly asked: readonly Condition[];
}

/** What is asked: a record as the rules read it, and perhaps one of its top-level fields. */
export interface ExplainedPlace {
  readonly read: Reader;
  readonly field?: DeployedField;
}

/**
 * Says why `viewer` may or may not act, from the same lines and conditions that his Access is compiled from.
 *
 * @throws Error when the reasons and the Access contradict each other: our bug, and nothing false is told
 */
export function explainAccess(
  app: DeployedApp,
  viewer: Viewer,
  directory: Directory,
  now: Date,
  place: ExplainedPlace | null,
): AccessExplanation {
  const scope = makeRightsScope(app, viewer, directory, now);
  const ofApp = explainApp(app, viewer, directory);
  if (!place) return { app: ofApp, record: null, field: null, verdicts: {}, asked: [] };
  const { read, field } = place;
  const blocks = recordBlocks(scope);
  const record = explainRecord(blocks, read);
  const tabs = compileTabs(scope);
  const ofField = field ? explainField(field, tabs, scope, read) : null;
  const asked = [
    ...blocks.flatMap(({ possible, lines }) => [possible, ...lines.map(({ fits }) => fits)]),
    ...(field ? [tabOf(field, tabs), ...(fieldLines(field, scope) ?? []).map(({ fits }) => fits)] : []),
  ];

  const access = compileAccess(app, viewer, directory, now);
  const verdict = (condition: Condition | undefined, refusals: Partial<Record<Layer, boolean>>): Verdict => {
    const isGranted = condition !== undefined && matches(condition, read);
    const refusedBy = (Object.keys(refusals) as Layer[]).filter((layer) => refusals[layer]);
    if (isGranted !== (refusedBy.length === 0))
      throw new Error(`The rights in ${app.code} are not what explains them.`);
    return { isGranted, refusedBy };
  };
  const refusalsOf = (action: RecordAction) => ({ app: !ofApp.rights[action], record: !record.rights[action] });
  const fieldVerdicts = ofField && {
    "view-field": verdict(access.fields.get(field!.code)?.view, {
      ...refusalsOf("view"),
      tab: ofField.tab?.exists === false,
      field: ofField.accessibility === "NONE",
    }),
    "edit-field": verdict(access.fields.get(field!.code)?.edit, {
      ...refusalsOf("edit"),
      tab: ofField.tab?.exists === false,
      field: ofField.accessibility !== "WRITE",
      type: !ofField.isWritable,
    }),
  };
  const verdicts = {
    view: verdict(access.view, refusalsOf("view")),
    edit: verdict(access.edit, refusalsOf("edit")),
    delete: verdict(access.delete, refusalsOf("delete")),
    ...fieldVerdicts,
  };
  return { app: ofApp, record, field: ofField, verdicts, asked };
}

function explainApp(app: DeployedApp, viewer: Viewer, directory: Directory): AppReason {
  const { rule, passed } = decidingAppLine({ app, viewer, directory });
  const rights = appRightsOf(rule?.line, viewer);
  const given: Partial<Record<keyof AppRights, boolean>> = {
    edit: rule?.line.recordEditable ?? false,
    delete: rule?.line.recordDeletable ?? false,
    import: rule?.line.recordImportable ?? false,
    export: rule?.line.recordExportable ?? false,
  };
  return {
    decidedBy: rule && named(rule),
    passed: passed.map(named),
    rights,
    dropped: (Object.keys(given) as (keyof AppRights)[]).filter((right) => given[right] && !rights[right]),
    isByAdministrator: rights.manage && !rule?.line.appEditable,
  };
}

function explainRecord(blocks: ReturnType<typeof recordBlocks>, read: Reader): RecordReason {
  const place = blocks.findIndex(({ possible }) => matches(possible, read));
  const passedBlocks = (place === -1 ? blocks : blocks.slice(0, place)).map(({ at, filterCond, isDecided }) => ({
    ...{ at, filterCond, isDecided },
  }));
  const block = blocks[place];
  if (!block || !matches(block.condition, read)) {
    const isOpen = !block && isOpenWithoutBlock(blocks);
    const rights = { view: isOpen, edit: isOpen, delete: isOpen };
    const how = isOpen ? "no-block" : "undecided";
    const stop = block ? { at: block.at, filterCond: block.filterCond } : null;
    return { how, block: stop, passedBlocks, decidedBy: null, passed: [], rights, dropped: [] };
  }
  const { rule, passed } = decidingLine(block.lines, read);
  const may = (action: RecordAction) => rule !== null && mayDo(rule.line, action);
  const rights = { view: may("view"), edit: may("edit"), delete: may("delete") };
  const isDropped = (given: boolean | undefined, action: RecordAction) => (given && !rights[action] ? [action] : []);
  return {
    how: rule ? "line" : "no-line",
    block: { at: block.at, filterCond: block.filterCond },
    passedBlocks,
    decidedBy: rule && named(rule),
    passed: passed.map(named),
    rights,
    dropped: [...isDropped(rule?.line.editable, "edit"), ...isDropped(rule?.line.deletable, "delete")],
  };
}

function explainField(
  field: DeployedField,
  tabs: ReadonlyMap<string, Condition>,
  scope: Parameters<typeof fieldLines>[1],
  read: Reader,
): FieldReason {
  const lines = fieldLines(field, scope);
  const { rule, passed } = decidingLine(lines ?? [], read);
  const tab = scope.app.definition.tabs?.find(({ code }) => code === field.tab);
  return {
    how: lines === null ? "free" : rule ? "line" : "no-line",
    decidedBy: rule && named(rule),
    passed: passed.map(named),
    accessibility: lines === null ? "WRITE" : (rule?.line.accessibility ?? "NONE"),
    tab: tab ? { code: tab.code, filterCond: tab.when ?? "", exists: matches(tabOf(field, tabs), read) } : null,
    isWritable: field.fieldType.isWritable,
  };
}

function named({ at, line: { entity, includeSubs = false } }: RuleLine<Grant>): NamedLine {
  return { at, entity, includeSubs };
}
