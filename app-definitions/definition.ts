import type { Category } from "./field-types/category/category.ts";

/**
 * What an app is: kintone's own JSON bodies under one roof, plus the few things kintone has no words for.
 *
 * A key named after a kintone settings API holds exactly that API's body without `app` and `revision`, so that an app
 * exported from kintone installs unchanged and the GET endpoints answer parts of the stored document.
 */
export interface AppDefinition {
  /** The code by which packs and other apps refer to this app; unique in the installation. */
  code: string;
  settings: AppSettings;
  fields: { properties: Record<string, FieldProperty> };
  layout: { layout: LayoutRow[] };
  views: { views: Record<string, View> };
  appAcl: { rights: AppRight[] };
  recordAcl: { rights: RecordRight[] };
  fieldAcl: { rights: FieldRight[] };
  process: ProcessManagement;
  notifications: {
    general: { notifications: GeneralNotification[]; notifyToCommenter: boolean };
    perRecord: { notifications: PerRecordNotification[] };
    reminder: { notifications: ReminderNotification[]; timezone: string };
  };
  /** Charts and tables of figures; kept and answered. */
  reports?: { reports: Record<string, Report> };
  /** Buttons that open the form of another app, filled in from this record; kept and answered. */
  actions?: { actions: Record<string, AppAction> };
  adminNotes?: { content: string; includeInTemplateAndDuplicates: boolean };
  /** Scripts and styles as kintone lists them. Kept and answered as data; never loaded by our pages. */
  customize?: Customization;
  /** The tree in which people file records; beyond kintone, whose API has no words for it. The field stays off with it. */
  categories?: { enable: boolean; tree: Category[] };
  /** Tabs of the record page, in order; beyond kintone. Fields that no tab names stand above the tabs. */
  tabs?: Tab[];
  /** How lists are shown to people who only read: `faq` as questions under category headings; absent: as a table. */
  presentation?: "faq";
  /** Field codes that get an index of their own, because lists filter or sort by them. At most 12. */
  indexes?: string[];
  /** Texts in other languages, keyed by the text in the definition (labels, options, tabs, views, names). */
  translations?: Partial<Record<"en", Record<string, string>>>;
}

export interface AppSettings {
  name: string;
  description?: string;
  icon?:
    | { type: "PRESET"; key: string }
    | { type: "FILE"; file: { fileKey: string; name?: string; contentType?: string; size?: string } };
  theme?: string;
  titleField?: { selectionMode: "AUTO" | "MANUAL"; code?: string };
  enableComments?: boolean;
  enableBulkDeletion?: boolean;
  enableDuplicateRecord?: boolean;
  enableInlineRecordEditing?: boolean;
  enableThumbnails?: boolean;
  numberPrecision?: { digits: string; decimalPlaces: string; roundingMode: string };
  firstMonthOfFiscalYear?: string;
}

/** One field as in `form/fields.json`; the settings of its own type stand beside the common ones. */
export interface FieldProperty {
  type: string;
  code: string;
  label: string;
  noLabel?: boolean;
  required?: boolean;
  unique?: boolean;
  /** Beyond kintone: the code that this field had in an earlier revision, so that its data follows the new code. */
  renamedFrom?: string;
  /** Beyond kintone, of a SUBTABLE: its rows are kept in a table of their own too, for ranges over large apps. */
  analyse?: boolean;
  /** Inner fields of a SUBTABLE. */
  fields?: Record<string, FieldProperty>;
  [setting: string]: unknown;
}

export interface LayoutCell {
  type: string;
  code?: string;
  label?: string;
  elementId?: string;
  size?: { width?: string; height?: string; innerHeight?: string };
}
export type LayoutRow =
  | { type: "ROW"; fields: LayoutCell[] }
  | { type: "SUBTABLE"; code: string; fields: LayoutCell[] }
  | { type: "GROUP"; code: string; layout: { type: "ROW"; fields: LayoutCell[] }[] };

export interface View {
  type: "LIST" | "CALENDAR" | "CUSTOM";
  index: string;
  name: string;
  id?: string;
  builtinType?: string;
  fields?: string[];
  date?: string;
  title?: string;
  html?: string;
  pager?: boolean;
  device?: "DESKTOP" | "ANY";
  filterCond: string;
  sort: string;
}

export interface Entity {
  type: "USER" | "GROUP" | "ORGANIZATION" | "FIELD_ENTITY" | "CREATOR";
  /** null or absent for CREATOR; the code `everyone` is the group of all users. */
  code?: string | null;
}
export interface AppRight {
  entity: Entity;
  includeSubs?: boolean;
  appEditable: boolean;
  recordViewable: boolean;
  recordAddable: boolean;
  recordEditable: boolean;
  recordDeletable: boolean;
  recordImportable: boolean;
  recordExportable: boolean;
}
export interface RecordRight {
  /** A kintone query condition; empty for all records. */
  filterCond: string;
  entities: { entity: Entity; viewable: boolean; editable: boolean; deletable: boolean; includeSubs?: boolean }[];
}
export interface FieldRight {
  code: string;
  entities: { accessibility: "READ" | "WRITE" | "NONE"; entity: Entity; includeSubs?: boolean }[];
}

export interface ProcessManagement {
  enable: boolean;
  states: Record<string, ProcessState> | null;
  actions: ProcessAction[] | null;
}
export interface ProcessState {
  name: string;
  index: string;
  assignee: {
    type: "ONE" | "ALL" | "ANY";
    entities: { entity: Entity | { type: "CUSTOM_FIELD"; code: string }; includeSubs?: boolean }[];
  };
}
export interface ProcessAction {
  name: string;
  from: string;
  to: string;
  filterCond?: string;
  type?: "PRIMARY" | "SECONDARY";
  executableUser?: { entities: { entity: Entity; includeSubs?: boolean }[] };
}

export interface NotificationTarget {
  entity: Entity;
  includeSubs?: boolean;
}
export interface GeneralNotification extends NotificationTarget {
  recordAdded: boolean;
  recordEdited: boolean;
  commentAdded: boolean;
  statusChanged: boolean;
  fileImported: boolean;
  /** Beyond kintone: recipients of this rule also get a mail, unless they switched mails off. */
  mail?: boolean;
}
export interface PerRecordNotification {
  filterCond: string;
  title: string;
  targets: NotificationTarget[];
  /** Beyond kintone: fire when one of these fields changed, instead of when the condition newly holds. */
  whenChanged?: string[];
  mail?: boolean;
}
export interface ReminderNotification {
  timing: { code: string; daysLater: string; hoursLater?: string; time?: string };
  filterCond?: string;
  title: string;
  targets: NotificationTarget[];
}

export interface Report {
  chartType: string;
  chartMode?: "NORMAL" | "STACKED" | "PERCENTAGE" | null;
  id?: string;
  name: string;
  index: string;
  groups: { code: string; per?: string }[];
  aggregations: { type: string; code?: string }[];
  filterCond: string;
  sorts: { by: string; order: string }[];
  periodicReport?: { active: boolean; period: Record<string, string> } | null;
}

export interface AppAction {
  id?: string;
  name: string;
  index: string;
  destApp: { app?: string; code?: string };
  mappings: { srcType: "FIELD" | "RECORD_URL"; srcField?: string; destField: string }[];
  entities: Entity[];
  filterCond?: string;
}

export type CustomizationFile =
  | { type: "URL"; url: string }
  | { type: "FILE"; file: { fileKey: string; name: string; contentType: string; size: string } };
export interface Customization {
  scope: "ALL" | "ADMIN" | "NONE";
  desktop: { js: CustomizationFile[]; css: CustomizationFile[] };
  mobile: { js: CustomizationFile[]; css: CustomizationFile[] };
}

/** A tab of the record page. While `when` does not hold for a record, its fields are out of everybody's reach. */
export interface Tab {
  code: string;
  label: string;
  /** Codes of fields, tables and groups, and elementIds of labels, rules and spacers; each in at most one tab. */
  fields: string[];
  /** A query condition over fields outside this tab; absent: always shown. Enforced by the server. */
  when?: string;
}
