import { normalizeDecimal } from "../../app-definitions/field-types/decimal.ts";
import { plainNumber } from "../../app-definitions/field-types/record-number/record-number.ts";
import { instantIn, readDay, readInstant, readTime } from "../../app-definitions/field-types/zoned-time.ts";
import type { DeployedField } from "../apps/deployed-app.ts";
import { Failure } from "../errors.ts";
import type { Directory } from "../identity/directory.ts";
import type { Viewer } from "../identity/viewer.ts";
import { kindOf } from "./column-kinds.ts";
import type { Stored } from "./condition.ts";
import type { ParsedOperand } from "./parse-query.ts";
import { daysMeant, minuteOf } from "./time-functions.ts";
import { syntaxError } from "./tokens.ts";

/** Who asks, when, and among which people. */
export interface Asker {
  readonly viewer: Viewer;
  readonly now: Date;
  readonly directory: Directory;
  /** Whether people, groups and organisations that there are not are refused; otherwise they match nothing. */
  readonly refusesUnknown?: () => boolean;
}

/** A value to compare with, or a span of time from `from` up to, but without, `to`. */
export type Operand =
  | { readonly kind: "value"; readonly value: Stored }
  | { readonly kind: "span"; readonly from: string; readonly to: string }
  /** A function without a value: PRIMARY_ORGANIZATION() of somebody without one, LOGINUSER() where the platform asks. */
  | { readonly kind: "nothing" }
  /** A text that is no number, for a field of numbers: no value is it, and none differs from it. */
  | { readonly kind: "unreadable" };

/** No principal has it: what an unknown code means to whoever may not know everybody, so that it tells nothing. */
const nobody = -1;

const empty: Operand = { kind: "value", value: null };

/** @throws Failure query/option, query/arguments, query/unit, query/day, query/operator, query/syntax; user/, group/ or organization/not-known */
export function bindOperand(field: DeployedField, operand: ParsedOperand, asker: Asker): Operand {
  if (operand.kind === "function") return bindFunction(field, operand, asker);
  const { text } = operand;
  if (text === "") return empty;
  const value = (read: Stored | undefined): Operand => {
    if (read === undefined) throw syntaxError(operand.at);
    return { kind: "value", value: read };
  };
  switch (kindOf(field)) {
    case "numeric": {
      const number = numeral(field, text, asker.viewer.timezone);
      return number === undefined ? { kind: "unreadable" } : { kind: "value", value: number };
    }
    case "option":
    case "options":
      return { kind: "value", value: optionId(field, text) };
    case "date":
      return value(readDay(text));
    case "time":
      return value(readTime(text));
    case "timestamp": {
      const from = readInstant(text, asker.viewer.timezone);
      if (from === undefined) throw syntaxError(operand.at);
      return { kind: "span", from, to: minuteAfter(from) };
    }
    case "principals":
      return { kind: "value", value: principalId(field, text, asker) };
    case "consent":
      if (text !== "AGREED" && text !== "WITHDRAWN")
        throw new Failure("query/option", { code: field.code, option: text });
      return { kind: "value", value: text };
    default:
      return { kind: "value", value: text };
  }
}

/** Numbers as queries write them: no blanks around, full width digits, but signs, points and exponents in half width. */
const decimalShape = /^[+-]?[\d０-９]*(?:[.][\d０-９]*)?(?:e[+-]?[\d０-９]{1,3})?$/i;
const idShape = /^[+-]?[\d０-９]+$/;

/** The number meant; a calculation that shows a point in time is asked for with one, too. */
function numeral(field: DeployedField, text: string, timezone: string): string | undefined {
  if (isRecordNumber(field)) {
    const id = plainNumber(text);
    return idShape.test(id) ? normalizeDecimal(id) : undefined;
  }
  const number = decimalShape.test(text) ? normalizeDecimal(text) : undefined;
  const format = field.property.type === "CALC" ? field.property["format"] : undefined;
  if (number !== undefined || format === undefined) return number;
  if (format === "DATETIME") return secondsOf(readInstant(text, timezone));
  if (format === "DATE") return secondsOf(readDay(text));
  const [hours, minutes] = (/^\d{1,9}:[0-5]\d$/.test(text) ? text : "").split(":").map(Number);
  const isTime = format === "TIME" || format === "HOUR_MINUTE" || format === "DAY_HOUR_MINUTE";
  return isTime && minutes !== undefined ? String(hours! * 3600 + minutes * 60) : undefined;
}

function secondsOf(iso: string | undefined): string | undefined {
  return iso === undefined ? undefined : String(Date.parse(iso) / 1000);
}

/** A number with `CODE-` before it is a record number too; a minus sign alone is a sign. */
function isRecordNumber({ fieldType }: DeployedField): boolean {
  return fieldType.systemColumn === "id";
}

function bindFunction(
  field: DeployedField,
  { name, args, at }: Extract<ParsedOperand, { kind: "function" }>,
  { viewer, now }: Asker,
): Operand {
  const kind = kindOf(field);
  const refuse = () => new Failure("query/operator", { code: field.code, operator: `${name}()` });
  switch (name) {
    case "LOGINUSER":
      expectNone(name, args);
      if (kind !== "principals" || isOf(field, "ORGANIZATION") || isOf(field, "GROUP")) throw refuse();
      return hasValue(name, viewer) ? { kind: "value", value: viewer.userId } : { kind: "nothing" };
    case "PRIMARY_ORGANIZATION":
      expectNone(name, args);
      if (!isOf(field, "ORGANIZATION")) throw refuse();
      return hasValue(name, viewer) ? { kind: "value", value: viewer.primaryOrganization!.id } : { kind: "nothing" };
    case "NOW": {
      expectNone(name, args);
      if (kind !== "timestamp") throw refuse();
      const from = minuteOf(now);
      return { kind: "span", from, to: minuteAfter(from) };
    }
  }
  const days = daysMeant(name, args, now, viewer.timezone);
  if (!days) throw syntaxError(at);
  if (kind === "date") return { kind: "span", ...days };
  if (kind !== "timestamp") throw refuse();
  const from = instantIn(days.from, "00:00", viewer.timezone);
  return { kind: "span", from, to: instantIn(days.to, "00:00", viewer.timezone) };
}

/** Whether a function has a value for the viewer; those of time always have one. The platform itself has the id 0. */
export function hasValue(name: string, { userId, primaryOrganization }: Viewer): boolean {
  if (name === "LOGINUSER") return userId !== 0;
  return name !== "PRIMARY_ORGANIZATION" || primaryOrganization !== null;
}

function minuteAfter(instant: string): string {
  return minuteOf(new Date(Date.parse(instant) + 60_000));
}

function expectNone(name: string, args: readonly string[]): void {
  if (args.length > 0) throw new Failure("query/arguments", { name });
}

function optionId(field: DeployedField, name: string): number {
  const id = field.optionIds.get(name);
  if (id === undefined) throw new Failure("query/option", { code: field.code, option: name });
  return id;
}

function isOf({ property }: DeployedField, kind: "ORGANIZATION" | "GROUP"): boolean {
  return property.type === `${kind}_SELECT`;
}

function principalId(field: DeployedField, code: string, { directory, refusesUnknown }: Asker): number {
  const [kind, found] = isOf(field, "ORGANIZATION")
    ? (["organization", directory.organizationByCode(code)] as const)
    : isOf(field, "GROUP")
      ? (["group", directory.groupByCode(code)] as const)
      : (["user", directory.userByCode(code)] as const);
  if (!found && refusesUnknown?.()) throw new Failure(`${kind}/not-known`, { code });
  return found?.id ?? nobody;
}
