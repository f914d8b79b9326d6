/** Shapes of the server's answers, as the pages read them. Ids are strings, points in time ISO in UTC. */
import type { FieldProperty, LayoutRow, View } from "../app-definitions/definition.ts";

export interface Person {
  code: string;
  name: string;
}
export interface Session {
  user: {
    id: string;
    code: string;
    name: string;
    locale: string;
    timezone: string;
    isAdministrator: boolean;
    email: string;
    phone: string;
    mailNotifications: "none" | "to-me" | "all";
    preferences: { shortcuts?: boolean; dense?: boolean };
  };
  organization: Person | null;
  certificate: { serial: string; notAfter: string; deviceName: string } | null;
  token: string;
  mustChangePassword: boolean;
  idleMinutes: number;
  /** Largest file that the server takes. */
  maxFileBytes: number;
  expiresAt: string;
  programme: { name: string } | null;
  unread: { toMe: number; all: number };
}

export interface Announcement {
  id: string;
  title: string;
  body: string;
  isImportant: boolean;
  publishedAt: string;
  publishedBy: Person | string | null;
  isRead: boolean;
}
export interface AppTile {
  id: string;
  code: string;
  name: string;
  description: string;
  icon: unknown;
  theme: string | null;
  waiting: number;
  /** Records whose turn is the viewer's; 1,001 means more than 1,000. */
  assigned?: number;
}
export interface Home {
  space: {
    id: string;
    code: string;
    name: string;
    header: string;
    contact: { name?: string; phone?: string; mail?: string; hours?: string } | null;
    mayAnnounce?: boolean;
  } | null;
  announcements: Announcement[];
  threads: { id: string; name: string; lastCommentAt: string | null; commentCount: number }[];
  apps: AppTile[];
  work: { app: string; record: string; appName: string; title: string; reason: string; due: string | null }[];
  notifications: Notification[];
}

export interface Notification {
  id: string;
  reason: string;
  isToMe: boolean;
  title: string;
  app: { id: string; name: string } | null;
  record: string | null;
  recordTitle: string | null;
  comment: string | null;
  thread: string | null;
  announcement: string | null;
  by: Person | null;
  at: string;
  readAt: string | null;
  flaggedAt: string | null;
}

export interface ShownField extends FieldProperty {
  isEditable?: boolean;
  isSortable?: boolean;
  operators?: string[];
  fields?: Record<string, ShownField>;
}
export interface ShownTab {
  code: string;
  label: string;
  fields: string[];
}
export interface App {
  id: string;
  code: string;
  revision: string;
  name: string;
  description: string;
  presentation?: string;
  rights: Record<"view" | "add" | "edit" | "delete" | "manage" | "import" | "export", boolean>;
  fields: { properties: Record<string, ShownField> };
  layout: { layout: LayoutRow[] };
  views: { views: Record<string, View> };
  /** Names of the charts that the person may open, in their order. */
  reports: string[];
  tabs: ShownTab[];
  titleField: string | null;
  numberPrecision?: { digits?: string; decimalPlaces?: string; roundingMode?: string } | null;
  translations: Partial<Record<"en", Record<string, string>>> | null;
  enableComments: boolean;
  /** Settings that wait to be published, told to those who manage the app; null when none do. */
  waiting?: { at: string; by: Person | null } | null;
}

export interface Cell {
  type: string;
  value: unknown;
}
export type RecordCells = Record<string, Cell>;
export interface RecordList {
  records: RecordCells[];
  totalCount: string | null;
  next: string | null;
}
export type FieldRights = Record<string, { viewable: boolean; editable: boolean }>;
export interface Watchers {
  organizations: Person[];
  groups: Person[];
  others: number;
}
/** Something that the person may do next in the record's process; with people where one has to be chosen. */
export interface OfferedAction {
  name: string;
  type: "PRIMARY" | "SECONDARY";
  /** Where it leads; null while others still have to act. */
  to: string | null;
  assignees?: { code: string; name: string }[];
}
export interface OpenRecord {
  record: RecordCells;
  rights: { view: boolean; edit: boolean; delete: boolean };
  fields: FieldRights;
  tabs: string[];
  title: string;
  watchers: Watchers;
  /** Absent or null while the app has no process. */
  status?: string | null;
  assignees?: { code: string; name: string }[];
  actions?: OfferedAction[];
  /** Whether the person may put the record into other hands, and how many there may be at once. */
  reassign?: "no" | "one" | "several";
}
export interface NewRecord {
  record: RecordCells;
  fields: FieldRights;
  tabs: string[];
}
export interface Preview {
  tabs: string[];
  fields: FieldRights;
  /** What is stored in the fields that only the changes open. */
  record: RecordCells;
}
export interface Draft {
  values?: Record<string, { value: unknown }>;
  revision?: string | null;
  savedAt?: string;
}
export interface Change {
  code: string;
  label: string;
  type: string;
  before: unknown;
  after: unknown;
}
export interface History {
  revisions: { revision: string; kind: string; at: string; by: Person | null; changes: Change[] }[];
  older: boolean;
}

export interface Mention {
  type: "USER" | "GROUP" | "ORGANIZATION";
  code: string;
  name?: string;
}
export interface Comment {
  id: string;
  text: string;
  createdAt: string;
  creator: Person & { organization: Person | string | null };
  mentions: Mention[];
  mayDelete?: boolean;
}
export interface Comments {
  comments: Comment[];
  older: boolean;
  mayPost: boolean;
}
export interface Thread {
  id: string;
  name: string;
  body: string;
  comments: Comment[];
  older: boolean;
}
export interface Mentionable extends Required<Mention> {
  organization: Person | string | null;
}

export interface Devices {
  certificates: {
    id: string;
    serial: string;
    deviceName: string;
    status: string;
    notBefore: string;
    notAfter: string;
    lastUsedAt: string | null;
    isThis: boolean;
  }[];
  sessions: { id: string; createdAt: string; seenAt: string; userAgent: string; deviceName: string; isThis: boolean }[];
}

/** The name of an organisation, however the answer carries it. */
export function nameOf(organization: Person | string | null | undefined): string {
  return typeof organization === "string" ? organization : (organization?.name ?? "");
}
