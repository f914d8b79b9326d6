/** What happened, as ids and codes; values live in the record's history, so that erasing a record erases its data. */
export type EventType =
  | "record/added"
  | "record/edited"
  | "record/deleted"
  | "record/restored"
  | "record/status-changed"
  | "comment/posted"
  | "comment/deleted"
  | "reminder/due"
  | "thread/comment-posted"
  | "announcement/published"
  | "announcement/changed"
  | "announcement/removed"
  | "app/deployed"
  | "app/recalculated"
  | "app/added"
  | "app/settings-changed"
  | "app/settings-reverted"
  | "app/deploy-failed"
  | "app/moved"
  | "space/added"
  | "space/changed"
  | "space/removed"
  | "space-template/saved"
  | "space-template/removed"
  | "thread/added"
  | "thread/changed"
  | "file/downloaded"
  | "user/added"
  | "user/changed"
  | "user/suspended"
  | "user/reactivated"
  | "user/password-changed"
  | "user/logged-in"
  | "user/logged-out"
  | "user/login-refused"
  | "organization/added"
  | "organization/changed"
  | "group/changed"
  | "certificate/issued"
  | "certificate/revoked"
  | "enrolment/invited"
  | "enrolment/claimed"
  | "enrolment/cancelled"
  | "token/issued"
  | "token/revoked"
  | "mail/failed"
  | "access/incident";

export interface NewEvent {
  type: EventType;
  app?: string;
  record?: string;
  /** The record's revision after the change. */
  revision?: number;
  comment?: string;
  /** User id of who did it; null for the platform itself. */
  by: number | null;
  /** Ids and codes only: changed field codes, the user or certificate concerned … */
  detail?: Readonly<Record<string, unknown>>;
}

export interface StoredEvent extends NewEvent {
  id: string;
  at: Date;
}
