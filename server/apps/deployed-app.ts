import type { AppDefinition, FieldProperty } from "../../app-definitions/definition.ts";
import type { AnyFieldType } from "../../app-definitions/field-type.ts";

export type { AnyFieldType };

/** One field of a deployed app, with the physical names that never change. */
export interface DeployedField {
  /** Never reused, never changed by a rename; the column is named after it. */
  readonly id: number;
  readonly code: string;
  readonly property: FieldProperty;
  readonly fieldType: AnyFieldType;
  /** Column of the record table (`f12`, `created_at` …); null for fields that store nothing and for fields in a table. */
  readonly column: string | null;
  /** true: `column` is a key of the jsonb column `ext`, because the table has as many columns as a row can hold. */
  readonly isInExt?: boolean;
  /** Stored id that an empty status counts as, while a job still writes it into records older than the process. */
  readonly whenEmpty?: number;
  /** Option key to stored id, in the order of the form, and back; empty for types without options. */
  readonly optionIds: ReadonlyMap<string, number>;
  readonly optionKeys: ReadonlyMap<number, string>;
  /** Of a CATEGORY: by id of each category the ids that it includes, its own and all below; absent for others. */
  readonly below?: ReadonlyMap<number, readonly number[]>;
  /** The SUBTABLE that holds this field, else null. */
  readonly table: DeployedField | null;
  /** Table of `rec` that holds the rows of this SUBTABLE with a typed column per inner field, once it is filled. */
  readonly projection?: string;
  /** Fields of a SUBTABLE by code; empty for others. */
  readonly inner: ReadonlyMap<string, DeployedField>;
  /** Code of the tab that shows the field, else null. */
  readonly tab: string | null;
}

/** A deployed revision of an app: immutable, cached by id and revision. */
export interface DeployedApp {
  readonly id: string;
  readonly code: string;
  readonly spaceId: string | null;
  readonly revision: number;
  readonly creatorId: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly updaterId: number | null;
  readonly definition: AppDefinition;
  /** What a job is still filling in since the last deploy; null when the records hold everything. */
  readonly unfilled: Unfilled | null;
  /** Every field by code, those inside tables included (codes are unique in an app). */
  readonly fields: ReadonlyMap<string, DeployedField>;
}

/** What the records of an app do not hold yet, because a deploy made it necessary; a job fills it in. */
export interface Unfilled {
  /** The column `acl` lacks the ids of a field that a right names now; until then it guards nothing. */
  readonly acl?: true;
  /** Records without a status stand at this one. */
  readonly status?: number;
  /** Ids of the SUBTABLEs whose projections lack rows. */
  readonly rows?: readonly number[];
  /** Search rows may lack the words of a field that came back. */
  readonly search?: true;
}

/** What the stored revision keeps beside the definition: ids that survive renames. */
export interface PhysicalApp {
  /** Field code to id. */
  fields: Record<string, number>;
  /** Field code to option key to id. */
  options: Record<string, Record<string, number>>;
  /** Ids of the fields, parked ones included, that live in `ext` instead of a column of their own. */
  ext?: readonly number[];
  /** Ids of the columns in the projection of each SUBTABLE that has one, by its id. */
  projections?: Record<string, readonly string[]>;
  /** Taken away by the job that fills it in. */
  unfilled?: Unfilled;
  /** The next free id for fields and options. */
  nextId: number;
  /** Fields that a later definition left out, by id: the column stays, and comes back with the field. */
  parked: Record<string, ParkedField>;
}

/** What is needed to bring a removed field back with its data. */
export interface ParkedField {
  code: string;
  type: string;
  /** Id of the SUBTABLE that held it, else null. */
  table: number | null;
  options: Record<string, number>;
  /** ISO instant since when it is gone; absent in revisions from before this was kept. */
  since?: string;
  /** true once its values are being removed: it cannot come back. */
  isPurged?: true;
}
