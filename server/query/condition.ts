import type { DeployedField } from "../apps/deployed-app.ts";

/**
 * A value as it lies in the database, already parsed; null is always "empty". By column kind:
 * text: string, never "" · numeric: canonical decimal ("-12.5") · option: option id · options: option ids, not empty ·
 * date: "2026-11-21" · time: "09:30" · timestamp: ISO in UTC, with milliseconds only if there are any ·
 * principals: ids, not empty, also for the single creator and modifier · files: `FileValue[]`, not empty ·
 * subtable: `StoredRow[]`, not empty · consent: `ConsentValue`.
 */
export type Stored = string | number | readonly number[] | boolean | object | null;

/** One row of a SUBTABLE: its id, and per inner field `f<field id>` a Stored; empty cells are left out. */
export type StoredRow = Readonly<Record<string, Stored>> & { readonly id: string };

/**
 * A question about one record, with every function, viewer and field resolved.
 *
 * It has two readings that must agree on every row: `toSql` (what PostgreSQL selects) and `matches` (in memory, the second
 * wall). Both are two-valued: a test on an empty value is true or false, never unknown.
 */
export type Condition =
  | { readonly kind: "always" }
  | { readonly kind: "never" }
  | { readonly kind: "all"; readonly of: readonly Condition[] }
  | { readonly kind: "any"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition }
  | {
      readonly kind: "test";
      readonly field: DeployedField;
      readonly operator: TestOperator;
      readonly operands: readonly Stored[];
    }
  /** The principals field (creator, modifier, user, organization, group) names one of these ids. */
  | { readonly kind: "names"; readonly field: DeployedField; readonly principals: readonly number[] }
  /** At least one row of the SUBTABLE, or every row of one that has rows, fits `of`, which tests its inner fields. */
  | { readonly kind: "rows"; readonly table: DeployedField; readonly which: "some" | "every"; readonly of: Condition }
  /** At least one of the related records, or every one where there are any, fits `of`. */
  | { readonly kind: "related"; readonly by: Relation; readonly which: "some" | "every"; readonly of: Condition }
  /** The record's id, for single reads. */
  | { readonly kind: "record"; readonly ids: readonly string[] }
  /** Any of these searchable fields contains the text, after folding width, case and kana. An empty text is in none. */
  | {
      readonly kind: "contains";
      readonly app: string;
      readonly fields: readonly DeployedField[];
      readonly text: string;
    };

/**
 * How records of another app relate to those of this one, narrowed to what the viewer reaches there: those that fit
 * `reach` and whose `key` equals `field` here. What is empty is related to nothing.
 */
export interface Relation {
  /** The list of related records through which the query asks. */
  readonly through: DeployedField;
  readonly field: DeployedField;
  readonly app: string;
  readonly key: DeployedField;
  /** Holds on no record whose key is empty. */
  readonly reach: Condition;
  /** As in a plan: ids for `acl && …`. */
  readonly guard: readonly number[] | null;
}

/**
 * How a test compares; `in` (and `=`, the same with one operand) takes null for "empty". Negative operators of queries are
 * `not` around these, `like` is `contains`.
 */
export type TestOperator = "=" | "in" | ">" | "<" | ">=" | "<=" | "is empty";

export const always: Condition = { kind: "always" };
export const never: Condition = { kind: "never" };

/** All of the conditions, each once; simplified, so that what is decided costs nothing in SQL. */
export function and(...conditions: readonly Condition[]): Condition {
  return joined("all", conditions, always, never);
}

/** At least one of the conditions, each once; simplified. */
export function or(...conditions: readonly Condition[]): Condition {
  return joined("any", conditions, never, always);
}

/** Every request runs this some hundred times while rights are compiled, hence the plain loops. */
function joined(
  kind: "all" | "any",
  conditions: readonly Condition[],
  neutral: Condition,
  deciding: Condition,
): Condition {
  const of: Condition[] = [];
  for (const one of conditions) {
    if (one.kind === deciding.kind) return deciding;
    if (one.kind === neutral.kind) continue;
    if (one.kind !== kind) {
      if (!of.includes(one)) of.push(one);
    } else {
      for (const part of one.of) if (!of.includes(part)) of.push(part);
    }
  }
  return of.length === 0 ? neutral : of.length === 1 ? of[0]! : { kind, of };
}

/** The opposite; two-valued, because every test is. */
export function not(condition: Condition): Condition {
  if (condition.kind === "always") return never;
  if (condition.kind === "never") return always;
  return condition.kind === "not" ? condition.of : { kind: "not", of: condition };
}
