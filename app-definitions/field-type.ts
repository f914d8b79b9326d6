/**
 * The contract of a field type: what one kind of field means, in one place for forms, checks, tables and queries.
 * Server and client both read it, so it imports nothing at run time but its neighbours.
 */

/** JSON Schema as plain data; compiled by the server only, because compiling makes code. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** How a value lies in the database and compares in queries; the server keeps one reading in SQL and one in memory. */
export type ColumnKind =
  | "text"
  | "numeric"
  | "option"
  | "options"
  | "date"
  | "time"
  | "timestamp"
  | "principals"
  | "files"
  | "subtable"
  | "consent";

export type Operator =
  "=" | "!=" | ">" | "<" | ">=" | "<=" | "in" | "not in" | "like" | "not like" | "is empty" | "is not empty";

/** Something wrong with one value: a key of `field-messages.ts`, its parameters, and where inside the value. */
export interface FieldProblem {
  message: string;
  params?: Readonly<Record<string, string | number>>;
  /** Suffix of kintone's error key after the field: `value`, `values`, `values[0].value` … Default: `value`. */
  at?: string;
}

/** Who and when, for default values. */
export interface DefaultContext {
  now: Date;
  timezone: string;
  user: { code: string; name: string };
  organization: { code: string; name: string } | null;
}

export interface FieldType<Settings, Value> {
  /** kintone's wire name, for example SINGLE_LINE_TEXT. */
  readonly type: string;
  /** Schema of the settings beyond `type`, `code`, `label`, `noLabel`. */
  readonly settings: JsonSchema;
  /** The settings that appear when nothing was set, as kintone's GET form/fields shows them. */
  readonly settingDefaults: Readonly<Record<string, unknown>>;
  /** null: the field stores nothing (group, label …). */
  readonly column: ColumnKind | null;
  /** Set for fields that live in a column of every record table (`id`, `created_at`, `status` …). */
  readonly systemColumn?: string;
  /** Like a field in a system column it comes with its function, but it has a column of its own. */
  readonly isBuiltIn?: true;
  readonly operators: readonly Operator[];
  readonly isSortable: boolean;
  /** false: the server alone sets it; values sent for it are ignored. */
  readonly isWritable: boolean;
  /** true: may stand inside a SUBTABLE. */
  readonly isAllowedInTable: boolean;
  /** true: "no duplicates" can be asked for. */
  readonly mayBeUnique: boolean;
  /** true: the value is HTML from people; whoever stores it sanitises it first. */
  readonly isHtml?: true;
  /** true: the words of the value go into the record's search row, and `like` finds them. */
  readonly isSearchable?: true;
  /** Suffix of kintone's error key when a required value is missing. Default: `value`. */
  readonly requiredAt?: "value" | "values" | "values.value";
  /** Schema of `value` in a write request. */
  wireSchema(settings: Settings): JsonSchema;
  /**
   * Turns a request's value, already held against `wireSchema`, into the stored meaning; null is "empty".
   * @throws FieldValueError when the text cannot be read (not a number, no such date)
   */
  fromWire(wire: unknown, settings: Settings): Value | null;
  /**
   * Where `toWire` only repeats the value: as it is stored, or an instant cut to its minute. Lists are then copied from
   * PostgreSQL's text, unseen.
   */
  readonly showsAs?: "stored" | "minute";
  /** The value of `{type, value}` in an answer. */
  toWire(value: Value | null, settings: Settings): unknown;
  /** Problems beyond shape and `required`: lengths, ranges, options. */
  check(value: Value | null, settings: Settings): readonly FieldProblem[];
  /** The value of a new record when the request does not name the field. */
  initial(settings: Settings, context: DefaultContext): Value | null;
  /** Plain text for search rows, exports and print; empty when there is nothing. */
  text(value: Value | null, settings: Settings): string;
}

/** A field type whose settings are known to itself only; the list of field types hands these out. */
export type AnyFieldType = FieldType<never, unknown>;

/** Values that a field type accepts and rejects; the contract test holds every type against its own. */
export interface FieldExamples<Settings, Value> {
  readonly cases: readonly {
    readonly settings: Settings;
    /** What a request may send, what it means, and what an answer shows (the sent value when left out). */
    readonly accepts: readonly { wire: unknown; value: Value | null; shown?: unknown; text?: string }[];
    /** Refused by the schema. */
    readonly rejects?: readonly unknown[];
    /** Right in shape, but `fromWire` cannot read it; with the message's key. */
    readonly unreadable?: readonly (readonly [wire: unknown, message: string])[];
    /** Readable, but `check` finds fault; with the messages' keys. */
    readonly faulty?: readonly (readonly [wire: unknown, messages: readonly string[]])[];
  }[];
  /** Settings that the settings schema refuses. */
  readonly badSettings: readonly unknown[];
}

/** Thrown by `fromWire`; carries what a person needs to put it right. */
export class FieldValueError extends Error {
  override readonly name = "FieldValueError";
  constructor(readonly problem: FieldProblem) {
    super(problem.message);
  }
}

/** Gives back the field type it got, with its types inferred and held against the contract. */
export function defineFieldType<Settings, Value>(fieldType: FieldType<Settings, Value>): FieldType<Settings, Value> {
  return fieldType;
}

/** Values of the column kinds, as field types and conditions see them; null is always "empty". */
export interface Principal {
  code: string;
  name: string;
}
export interface FileValue {
  fileKey: string;
  name: string;
  contentType: string;
  size: string;
}
export interface SubtableRow {
  id: string;
  /** Inner values by field code. */
  value: Readonly<Record<string, unknown>>;
}
export interface ConsentEntry {
  action: "AGREE" | "WITHDRAW";
  version: string;
  /** ISO instant with seconds, UTC; set by the server. */
  at: string;
  user: Principal;
  organization: Principal | null;
  certificate: { serial: string; fingerprint: string } | null;
  /** SHA-256 of the terms' title and body, hex, so that later edits of the text show. */
  termsDigest: string;
}
export interface ConsentValue {
  state: "AGREED" | "WITHDRAWN";
  version: string;
  /** Oldest first; never shortened. */
  entries: readonly ConsentEntry[];
}
