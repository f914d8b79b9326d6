import type { Condition } from "../query/condition.ts";

export interface AppRights {
  readonly view: boolean;
  readonly add: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly manage: boolean;
  readonly import: boolean;
  readonly export: boolean;
}

/** On which records a viewer may see and change one field. `edit` implies `view`; both imply the record's own. */
export interface FieldAccess {
  readonly view: Condition;
  readonly edit: Condition;
  /** The field's own rules alone (field rights READ or WRITE, and its tab): what filters and sorts are narrowed with. */
  readonly read: Condition;
  /**
   * The field's own rules alone (field rights WRITE, and its tab), without the record's and the app's right to edit: what
   * a new record is held against, and what the changed state of an old one is held against.
   */
  readonly write: Condition;
}

declare const accessBrand: unique symbol;

/**
 * What one viewer may reach in one app: a condition for records per action, and a condition per field.
 *
 * There is no cross-product: a cell is visible on exactly the records where its own condition holds. Only `compileAccess`
 * makes one, and only plans made from one touch rows.
 */
export interface Access {
  readonly [accessBrand]: true;
  readonly app: AppRights;
  readonly view: Condition;
  readonly edit: Condition;
  readonly delete: Condition;
  /** By field code; fields inside a table follow the table. A code that is missing is out of reach. */
  readonly fields: ReadonlyMap<string, FieldAccess>;
  /** Ids for the guard `acl && …`; null when the viewer needs no guard (sees by group or app right alone). */
  readonly guard: readonly number[] | null;
  /** The tabs of the record page with the records on which each exists. */
  readonly tabs: ReadonlyMap<string, Condition>;
}
