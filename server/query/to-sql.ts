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

type Test = Extract<Condition, { kind: "test" }>;
type Contains = Extract<Condition, { kind: "contains" }>;

/**
 * The condition as SQL over the record table under the alias `r`.
 *
 * Its text holds numbers of fields and apps and nothing that a person wrote; values are bound. The expression may be null
 * where it means false, so compare it with `is true` outside of WHERE, CASE and FILTER.
 */
export function toSql(condition: Condition, bind: Bind): string {
  return render(condition, bind, false);
}

/** @param inRow - inside a table's row, which is `e.j` */
function render(condition: Condition, bind: Bind, inRow: boolean): string {
  switch (condition.kind) {
    case "always":
      return "true";
    case "never":
      return "false";
    case "all":
    case "any":
      return joined(condition, bind, inRow);
    case "not":
      return `(${render(condition.of, bind, inRow)}) is not true`;
    case "test":
      return test(condition, bind);
    case "names": {
      const ids = bind(condition.principals);
      const names = expression(condition.field);
      return isSinglePerson(condition.field) ? `${names} = any(${ids}::integer[])` : `${names} && ${ids}::integer[]`;
    }
    case "record":
      return condition.ids.length === 1
        ? `r.id = ${bind(condition.ids[0])}::bigint`
        : `r.id = any(${bind(condition.ids)}::bigint[])`;
    case "rows": {
      const rows = expression(condition.table);
      const of = render(condition.of, bind, true);
      return condition.which === "some"
        ? `exists (select from jsonb_array_elements(${rows}) e(j) where ${of})`
        : `(jsonb_array_length(${rows}) > 0
            and not exists (select from jsonb_array_elements(${rows}) e(j) where (${of}) is not true))`;
    }
    case "related":
      return related(condition, bind);
    case "contains":
      return contains(condition, bind, inRow);
  }
}

function joined({ kind, of }: Extract<Condition, { kind: "all" | "any" }>, bind: Bind, inRow: boolean): string {
  if (of.length === 0) return kind === "all" ? "true" : "false";
  return `(${of.map((one) => render(one, bind, inRow)).join(kind === "all" ? " and " : " or ")})`;
}

/** Inside of the subquery `r` is the other app's table; what stands before `in` still means this record. */
function related({ by, which, of }: Extract<Condition, { kind: "related" }>, bind: Bind): string {
  const value = expression(by.field);
  const key = expression(by.key);
  const guard = by.guard === null ? "" : `r.acl && ${bind(by.guard)}::integer[] and `;
  const reach = `${guard}${render(by.reach, bind, false)}`;
  const among = (where: string) => `${value} in (select ${key} from rec.r${BigInt(by.app)} r where ${where})`;
  return which === "some"
    ? among(`${reach} and ${render(of, bind, false)}`)
    : `(${among(reach)} and (${among(`${reach} and (${render(of, bind, false)}) is not true`)}) is not true)`;
}

/** A typed expression of the field's value: its place in the record, or in the row of a table. */
function expression(field: DeployedField): string {
  const kind = kindOf(field);
  if (!field.table) return storedColumn(field);
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

function test({ field, operator, operands }: Test, bind: Bind): string {
  const kind = kindOf(field);
  const value = expression(field);
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

/** Candidates come from the search rows by pairs and LIKE; the pattern then says in which field the text stands. */
function contains({ app, fields, text }: Contains, bind: Bind, inRow: boolean): string {
  const folded = foldText(text);
  if (folded === "" || fields.length === 0) return "false";
  const found = pairs(folded);
  const numbers = `\n(?:${fields.map(({ id }) => id).join("|")}):`;
  const words = `\t[^\n]*${folded.replace(/[!-/:-@[-`{-~]/g, "\\$&")}`;
  const pattern = inRow
    ? `${bind(numbers)}::text || (e.j->>'id') || ${bind(words)}::text`
    : `${bind(`${numbers}[0-9]*${words}`)}::text`;
  const tests = [
    ...(found.length === 0 ? [] : [`s.grams @> ${bind(found)}::integer[]`]),
    `s.txt like ${bind(`%${folded.replace(/[\\%_]/g, "\\$&")}%`)}::text`,
    `s.txt ~ (${pattern})`,
  ].join(" and ");
  return inRow
    ? `exists (select from rec.s${BigInt(app)} s where s.id = r.id and ${tests})`
    : `r.id in (select s.id from rec.s${BigInt(app)} s where ${tests})`;
}
