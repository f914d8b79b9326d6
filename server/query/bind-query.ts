import type { AnyFieldType, DeployedApp, DeployedField } from "../apps/deployed-app.ts";
import type { Operator } from "../../app-definitions/field-type.ts";
import { Failure } from "../errors.ts";
import type { Access } from "../permissions/access.ts";
import { bindOperand, type Asker, type Operand } from "./bind-operands.ts";
import { always, and, never, not, or, type Condition, type Relation, type Stored } from "./condition.ts";
import type { ParsedCondition, ParsedQuery, ParsedTest } from "./parse-query.ts";
import { recordIdField } from "./record-id-field.ts";
import { syntaxError } from "./tokens.ts";

/** For whom and over which app a query is bound. */
export interface Scope extends Asker {
  readonly app: DeployedApp;
  /** What the viewer may use; null for conditions that the definition's author wrote (rights, tabs, rules). */
  readonly access: Access | null;
  /**
   * The records behind a list of related records; undefined where they are out of the viewer's reach. Without it, queries
   * that ask for related records are refused; `unchecked` takes them for well written and finds nothing.
   */
  readonly related?: ((list: DeployedField) => RelatedSource | undefined) | "unchecked" | undefined;
  /**
   * What "is not among …" means in the author's words where the viewer lacks the value: nobody can tell, so that it holds
   * nowhere (the default), or everywhere for whoever wants to know where it might.
   */
  readonly untold?: Condition;
  /** Set by this file while it binds tests on related records. */
  readonly isRelated?: boolean;
}

/** The other side of a list of related records, for one viewer. */
export interface RelatedSource {
  readonly source: { readonly app: DeployedApp; readonly access: Access };
  readonly by: Relation;
  /** Ties a condition over there to what the viewer may see there. */
  narrow(condition: Condition): Condition;
}

/** A query that can be planned: codes, options, people and functions are resolved. */
export interface BoundQuery {
  readonly where: Condition;
  readonly order: readonly { readonly field: DeployedField; readonly direction: "asc" | "desc" }[];
  readonly limit: number | null;
  readonly offset: number | null;
}

const negative: ReadonlySet<Operator> = new Set(["!=", "not in", "not like", "is not empty"]);

/**
 * Resolves a query for one viewer. A field that the viewer can see nowhere is unknown. Where a field is hidden on some
 * records only, `planRead` sees to it that no query tells what is in it there.
 *
 * @throws Failure query/field, query/related, query/operator, query/operator-in-table, query/option, query/sort and those
 *   of functions
 */
export function bindQuery(query: ParsedQuery, scope: Scope): BoundQuery {
  return {
    where: bindCondition(query.condition, scope),
    order: query.order.map(({ code, direction }) => {
      const field = code.includes(".") ? requireRelated(code, scope) : requireField(code, scope);
      if (!field.fieldType.isSortable || field.table) throw new Failure("query/sort", { code });
      return { field, direction };
    }),
    limit: query.limit,
    offset: query.offset,
  };
}

/**
 * Resolves a condition alone; null means every record.
 *
 * A test on PRIMARY_ORGANIZATION() without an organisation is left out of a viewer's query, as on kintone, but never
 * holds in what the definition's author wrote: rights must not open for want of a value.
 */
export function bindCondition(condition: ParsedCondition | null, scope: Scope): Condition {
  if (condition === null) return always;
  if (condition.kind === "test") return bindTest(condition, scope);
  if (condition.kind === "or") return or(...condition.of.map((one) => bindCondition(one, scope)));
  return and(...sameRows(condition.of, scope));
}

/** Several tests on one table or list of related records, joined by `and`, ask for one row or record that passes all. */
function sameRows(of: readonly ParsedCondition[], scope: Scope): Condition[] {
  const together = new Map<DeployedField, ParsedTest[]>();
  const rest = of.flatMap((one) => {
    const holder = one.kind === "test" && !negative.has(one.operator) ? holderOf(one.code, scope) : null;
    if (one.kind !== "test" || !holder) return [bindCondition(one, scope)];
    together.set(holder, [...(together.get(holder) ?? []), one]);
    return [];
  });
  return [...rest, ...[...together].map(([holder, tests]) => bindWithin(holder, tests, "some", scope))];
}

function bindTest(test: ParsedTest, scope: Scope): Condition {
  const holder = holderOf(test.code, scope);
  if (!holder) return bareTest(test, requireField(test.code, scope), scope);
  return bindWithin(holder, [test], negative.has(test.operator) ? "every" : "some", scope);
}

/** The table, or the list of related records, in which the named field lies; null for a field of the record itself. */
function holderOf(code: string, scope: Scope): DeployedField | null {
  return code.includes(".") ? requireRelated(code, scope) : requireField(code, scope).table;
}

function bindWithin(
  holder: DeployedField,
  tests: readonly ParsedTest[],
  which: "some" | "every",
  scope: Scope,
): Condition {
  if (holder.property.type === "SUBTABLE") {
    const bare = tests.map((test) => bareTest(test, requireField(test.code, scope), scope));
    return { kind: "rows", table: holder, which, of: and(...bare) };
  }
  if (scope.related === "unchecked") return never;
  const related = scope.related?.(holder);
  // A list whose records are out of reach answers as if its fields did not exist.
  if (!related) throw new Failure("query/field", { code: tests[0]!.code });
  const inside = { ...scope, ...related.source, related: undefined, isRelated: true };
  const of = tests.map((test) => ({ ...test, code: test.code.slice(holder.code.length + 1) }));
  return { kind: "related", by: related.by, which, of: related.narrow(and(...sameRows(of, inside))) };
}

/** The list of related records before the dot. */
function requireRelated(code: string, scope: Scope): DeployedField {
  const list = scope.app.fields.get(code.slice(0, code.indexOf(".")));
  const isUsable = list?.property.type === "REFERENCE_TABLE" && (!scope.access || isSeen(list, scope.access));
  if (!isUsable || scope.related === undefined) throw new Failure("query/related", { code });
  return list;
}

function requireField(code: string, { app, access }: Scope): DeployedField {
  const field = code === recordIdField.code ? recordIdField : app.fields.get(code);
  const isUsable = field && (!access || field === recordIdField || isSeen(field, access));
  if (!isUsable) throw new Failure("query/field", { code });
  return field;
}

function isSeen(field: DeployedField, access: Access): boolean {
  const found = access.fields.get((field.table ?? field).code);
  return found !== undefined && found.read.kind !== "never";
}

function bareTest({ operator, operands }: ParsedTest, field: DeployedField, scope: Scope): Condition {
  const { column } = field.fieldType;
  const isLike = operator === "like" || operator === "not like";
  // kintone looks at the option before the operator.
  if (!isLike && (column === "option" || column === "options" || column === "consent")) {
    for (const operand of operands) if (operand.kind !== "function") bindOperand(field, operand, scope);
  }
  const isOneOfMany = field.table !== null || scope.isRelated === true;
  if (isOneOfMany && (operator === "=" || operator === "!="))
    throw new Failure("query/operator-in-table", { code: field.code, operator });
  if (!allows(field.fieldType, operator, isOneOfMany)) {
    throw new Failure("query/operator", { code: field.code, operator });
  }
  if (isLike) {
    const [operand] = operands;
    if (operand!.kind === "function") throw new Failure("query/operator", { code: field.code, operator });
    if (operand!.text === "") throw new Failure("query/arguments");
    const found: Condition = { kind: "contains", app: scope.app.id, fields: [field], text: operand!.text };
    return operator === "like" ? found : not(found);
  }
  const bound = operands.map((operand) => bindOperand(field, operand, scope));
  const unreadable = bound.findIndex(({ kind }) => kind === "unreadable");
  // A viewer's query finds nothing, as on kintone; the author of a definition is told.
  if (unreadable >= 0 && !scope.access) throw syntaxError(operands[unreadable]!.at);
  if (bound.some(({ kind }) => kind === "nothing")) {
    const others = bound.filter(({ kind }) => kind !== "nothing");
    if (others.length === 0) return scope.access ? always : negative.has(operator) ? (scope.untold ?? never) : never;
    return compare(field, operator, others);
  }
  return compare(field, operator, bound);
}

/** In tables and related records `in` stands for `=`, so types that know only `=` outside know `in` there. */
function allows({ operators }: AnyFieldType, operator: Operator, isOneOfMany: boolean): boolean {
  if (operators.includes(operator)) return true;
  return (
    isOneOfMany &&
    ((operator === "in" && operators.includes("=")) || (operator === "not in" && operators.includes("!=")))
  );
}

function compare(field: DeployedField, operator: Operator, operands: readonly Operand[]): Condition {
  const isSingle = operator !== "in" && operator !== "not in";
  if (isSingle && operands[0]?.kind === "unreadable") return never;
  switch (operator) {
    case "is empty":
      return { kind: "test", field, operator, operands: [] };
    case "is not empty":
      return not({ kind: "test", field, operator: "is empty", operands: [] });
    case "!=":
    case "not in":
      return not(isAmong(field, operands));
    case ">":
    case "<":
    case ">=":
    case "<=":
      return beyond(field, operator, operands[0]!);
    default:
      return isAmong(field, operands);
  }
}

function isAmong(field: DeployedField, operands: readonly Operand[]): Condition {
  const values: Stored[] = operands.flatMap((operand) => (operand.kind === "value" ? meant(field, operand.value) : []));
  const spans = operands.flatMap((operand) => (operand.kind === "span" ? [within(field, operand)] : []));
  return or(
    ...(values.length === 0 ? [] : [{ kind: "test", field, operator: "in", operands: values } as const]),
    ...spans,
  );
}

/** A category is asked for with all that lie below it. */
function meant({ below }: DeployedField, value: Stored): readonly Stored[] {
  return below?.get(value as number) ?? [value];
}

function within(field: DeployedField, { from, to }: Extract<Operand, { kind: "span" }>): Condition {
  return and(
    { kind: "test", field, operator: ">=", operands: [from] },
    { kind: "test", field, operator: "<", operands: [to] },
  );
}

/**
 * A span counts as one point: before it, after it, or in it. Nothing can be beyond an empty value. An empty number is
 * below every number, as on kintone; an empty date or time is neither before nor after any.
 */
function beyond(field: DeployedField, operator: ">" | "<" | ">=" | "<=", operand: Operand): Condition {
  if (operand.kind === "nothing" || operand.kind === "unreadable") return never;
  if (operand.kind === "value") {
    if (operand.value === null) throw new Failure("query/arguments");
    const found: Condition = { kind: "test", field, operator, operands: [operand.value] };
    const mayBeEmpty = field.fieldType.column === "numeric" && field.fieldType.systemColumn === undefined;
    if (!mayBeEmpty || operator === ">" || operator === ">=") return found;
    return or(found, { kind: "test", field, operator: "in", operands: [null] });
  }
  const { from, to } = operand;
  switch (operator) {
    case ">":
      return { kind: "test", field, operator: ">=", operands: [to] };
    case "<=":
      return { kind: "test", field, operator: "<", operands: [to] };
    default:
      return { kind: "test", field, operator, operands: [from] };
  }
}
