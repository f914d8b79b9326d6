import type { ColumnKind } from "../../app-definitions/field-type.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import { columnTypes, isSinglePerson, kindOf } from "./column-kinds.ts";
import type { Condition, Stored } from "./condition.ts";
import { foldText } from "./fold-text.ts";
import { pairs } from "./grams.ts";
import { blanks } from "./matches.ts";
import { storedColumn } from "./stored-column.ts";

/** Keeps a value and gives back its placeholder, `$1` … */
export type Bind = (value: unknown) => string;

/** How `r` came about. */
export interface SqlOptions {
  /** true: it is a deleted record out of the bin, of which only the record itself is left. */
  readonly isBinned?: boolean;
}

interface Place extends Required<SqlOptions> {
  readonly inRow: boolean;
}

type Test = Extract<Condition, { kind: "test" }>;
type Contains = Extract<Condition, { kind: "contains" }>;

/**
 * The condition as SQL over the record table under the alias `r`.
 *
 * Its text holds numbers of fields and apps and nothing that a person wrote; values are bound. The expression may be null
 * where it means false, so compare it with `is true` outside of WHERE, CASE and FILTER.
 */
export function toSql(condition: Condition, bind: Bind, { isBinned = false }: SqlOptions = {}): string {
  return render(condition, bind, { isBinned, inRow: false });
}

/** @param place - inside a table's row, which is `e.j`, or `e` where the rows have a table of their own */
function render(condition: Condition, bind: Bind, place: Place): string {
  switch (condition.kind) {
    case "always":
      return "true";
    case "never":
      return "false";
    case "all":
    case "any":
      return joined(condition, bind, place);
    case "not":
      return `(${render(condition.of, bind, place)}) is not true`;
    case "test":
      return test(condition, bind, place);
    case "names": {
      const ids = bind(condition.principals);
      const names = expression(condition.field, place);
      return isSinglePerson(condition.field) ? `${names} = any(${ids}::integer[])` : `${names} && ${ids}::integer[]`;
    }
    case "record":
      return condition.ids.length === 1
        ? `r.id = ${bind(condition.ids[0])}::bigint`
        : `r.id = any(${bind(condition.ids)}::bigint[])`;
    case "rows":
      return rows(condition, bind, place);
    case "related":
      return related(condition, bind, place);
    case "contains":
      return contains(condition, bind, place);
  }
}

function joined({ kind, of }: Extract<Condition, { kind: "all" | "any" }>, bind: Bind, place: Place): string {
  if (of.length === 0) return kind === "all" ? "true" : "false";
  return `(${of.map((one) => render(one, bind, place)).join(kind === "all" ? " and " : " or ")})`;
}

function rows({ table, which, of }: Extract<Condition, { kind: "rows" }>, bind: Bind, place: Place): string {
  const fits = render(of, bind, { ...place, inRow: true });
  if (hasOwnTable(table, place)) {
    const own = `select from rec.${table.projection} e where e.record = r.id`;
    return which === "some"
      ? `exists (${own} and ${fits})`
      : `(exists (${own}) and not exists (${own} and (${fits}) is not true))`;
  }
  const all = expression(table, place);
  return which === "some"
    ? `exists (select from jsonb_array_elements(${all}) e(j) where ${fits})`
    : `(jsonb_array_length(${all}) > 0
        and not exists (select from jsonb_array_elements(${all}) e(j) where (${fits}) is not true))`;
}

/** A projection follows its records, so that nothing is left in it of those in the bin. */
function hasOwnTable({ projection }: DeployedField, { isBinned }: Place): boolean {
  return projection !== undefined && !isBinned;
}

/** Inside of the subquery `r` is the other app's table; what stands before `in` still means this record. */
function related({ by, which, of }: Extract<Condition, { kind: "related" }>, bind: Bind, place: Place): string {
  const there: Place = { isBinned: false, inRow: false };
  const value = expression(by.field, place);
  const key = expression(by.key, there);
  const guard = by.guard === null ? "" : `r.acl && ${bind(by.guard)}::integer[] and `;
  const reach = `${guard}${render(by.reach, bind, there)}`;
  const among = (where: string) => `${value} in (select ${key} from rec.r${BigInt(by.app)} r where ${where})`;
  return which === "some"
    ? among(`${reach} and ${render(of, bind, there)}`)
    : `(${among(reach)} and (${among(`${reach} and (${render(of, bind, there)}) is not true`)}) is not true)`;
}

/** A typed expression of the field's value: its place in the record, or in the row of a table. */
function expression(field: DeployedField, place: Place): string {
  const kind = kindOf(field);
  if (!field.table) return storedColumn(field);
  if (hasOwnTable(field.table, place)) return `e.f${field.id}`;
  const key = `'f${field.id}'`;
  if (kind === "options" || kind === "principals") {
    return `(select array_agg(x::integer) from jsonb_array_elements_text(e.j->${key}) x)`;
  }
  return kind === "text"
    ? `(e.j->>${key})`
    : kind === "files"
      ? `(e.j->${key})`
      : `(e.j->>${key})::${columnTypes[kind]}`;
}

function test({ field, operator, operands }: Test, bind: Bind, place: Place): string {
  const kind = kindOf(field);
  const value = expression(field, place);
  switch (operator) {
    case "is empty":
      return kind === "text" ? `coalesce(btrim(${value}, ${bind(blanks)}), '') = ''` : `${value} is null`;
    case "=":
    case "in":
      return isAmong(field, value, operands, bind);
    default:
      return `${value} ${operator} ${bind(operands[0])}::${comparedType(field, kind, operands)}`;
  }
}

function isAmong(field: DeployedField, value: string, operands: readonly Stored[], bind: Bind): string {
  const given = operands.filter((operand) => operand !== null);
  const parts = operands.length === given.length ? [] : [`${value} is null`];
  if (given.length > 0) parts.push(equals(field, value, given, bind));
  return parts.length === 1 ? parts[0]! : parts.length === 0 ? "false" : `(${parts.join(" or ")})`;
}

function equals(field: DeployedField, value: string, given: readonly Stored[], bind: Bind): string {
  const kind = kindOf(field);
  if (kind === "options" || (kind === "principals" && !isSinglePerson(field))) {
    return `${value} && ${bind(given)}::${field.table ? "integer[]" : columnTypes[kind]}`;
  }
  if (kind === "principals") return `${value} = any(${bind(given)}::integer[])`;
  if (kind === "consent") return `${value}->>'state' = any(${bind(given)}::text[])`;
  const type = comparedType(field, kind, given);
  if (given.length > 1) return `${value} = any(${bind(given)}::${type}[])`;
  const operand = `${bind(given[0])}::${type}`;
  // Indexes on text hold the first 64 characters only, because an index row has a limit.
  return kind === "text" && !field.table
    ? `(left(${value}, 64) = left(${operand}, 64) and ${value} = ${operand})`
    : `${value} = ${operand}`;
}

/** Compared as bigint, an id finds its index; a number that is none still compares rightly. */
function comparedType(field: DeployedField, kind: ColumnKind, operands: readonly Stored[]): string {
  const isId = field.fieldType.systemColumn === "id";
  return isId && operands.every((operand) => /^-?\d{1,18}$/.test(String(operand))) ? "bigint" : columnTypes[kind];
}

function rowId([field]: readonly DeployedField[], place: Place): string {
  return field?.table && hasOwnTable(field.table, place) ? "e.row::text" : "(e.j->>'id')";
}

/** Candidates come from the search rows by pairs and LIKE; the pattern then says in which field the text stands. */
function contains({ app, fields, text }: Contains, bind: Bind, place: Place): string {
  const { inRow } = place;
  const folded = foldText(text);
  if (folded === "" || fields.length === 0) return "false";
  const found = pairs(folded);
  const numbers = `\n(?:${fields.map(({ id }) => id).join("|")}):`;
  const words = `\t[^\n]*${folded.replace(/[!-/:-@[-`{-~]/g, "\\$&")}`;
  const pattern = inRow
    ? `${bind(numbers)}::text || ${rowId(fields, place)} || ${bind(words)}::text`
    : `${bind(`${numbers}[0-9]*${words}`)}::text`;
  const exact = `s.txt like ${bind(`%${folded.replace(/[\\%_]/g, "\\$&")}%`)}::text and s.txt ~ (${pattern})`;
  // The pairs have statistics. What PostgreSQL guesses of patterns on top of them takes every word for a rare one, and then
  // all records with a frequent word are fetched to show a hundred; so the guess is kept from it.
  const tests =
    found.length === 0 ? exact : `s.grams @> ${bind(found)}::integer[] and case when ${exact} then true else false end`;
  return inRow
    ? `exists (select from rec.s${BigInt(app)} s where s.id = r.id and ${tests})`
    : `r.id in (select s.id from rec.s${BigInt(app)} s where ${tests})`;
}
