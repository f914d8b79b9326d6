import { fitted, precisionOf } from "../../../app-definitions/expressions/decimal-arithmetic.ts";
import { FieldValueError, type FieldProblem, type JsonSchema } from "../../../app-definitions/field-type.ts";
import type { DeployedField } from "../../apps/deployed-app.ts";
import { Failure } from "../../errors.ts";
import type { Stored } from "../../query/condition.ts";
import { checkSchema } from "../../schema.ts";
import { toStored, UnknownReference } from "../stored-values.ts";
import { chooseOwn, isEmpty, isRequired, mayNameIn, type SaveContext } from "./save-context.ts";

/** A value from a request after all checks of its field type: the stored form, or what is wrong with it. */
export type Incoming =
  | { readonly stored: Stored }
  | {
      readonly problems: readonly FieldProblem[];
      /** Nothing of the value can be read, so that a required field is missing as well. */
      readonly isUnread: boolean;
    };

const schemas = new WeakMap<DeployedField, JsonSchema>();

/**
 * Reads one value of a request for a field that holds `old`.
 *
 * @throws Failure input/not-json when the value has the wrong JSON type for its field, as kintone answers
 */
export function readIncoming(field: DeployedField, sent: unknown, old: Stored, context: SaveContext): Incoming {
  const { fieldType, property } = field;
  const wire = Array.isArray(sent) ? sent.map(asText) : asText(sent);
  const shape = checkSchema(wireSchemaOf(field), wire);
  if (shape.some(({ problem }) => problem.message === "wrong-shape")) throw new Failure("input/not-json");
  if (shape.length > 0)
    return { problems: shape.map(({ path, problem }) => ({ ...problem, at: placeOf(field, path) })), isUnread: false };
  if (isLooseNumber(field, wire)) return { problems: [{ message: "not-number" }], isUnread: true };
  if (hasUnstorableText(wire)) return { problems: [{ message: "wrong-characters" }], isUnread: false };
  try {
    const value = fieldType.fromWire(wire, property as never);
    // Bounds hold for the number as it was sent, before it is rounded to the decimals of the app.
    const problems = value === null ? checkEmpty(field) : fieldType.check(value, property as never);
    if (problems.length > 0) {
      const isUnread = Array.isArray(wire) && problems.length === wire.length;
      return { problems, isUnread };
    }
    const named = toStored(
      field,
      withinPrecision(field, value, context),
      context.directory,
      mayNameIn(field, old, context),
    );
    const stored = chooseOwn(field, named, old, context);
    return { stored: isEmpty(stored) ? null : stored };
  } catch (error) {
    if (!(error instanceof FieldValueError || error instanceof UnknownReference)) throw error;
    return { problems: [error.problem], isUnread: error.problem.message === "not-number" };
  }
}

/** As on kintone, a number or a truth value in the place of a text counts as its text. */
function asText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

const strictNumber = /^\s*(?:[+-]?[0-9]+(?:[.][0-9]*)?(?:[eE][+-]?[0-9]+)?\s*)?$/;

/** kintone reads `.5` and full width digits as numbers in tables and in queries, but refuses them outside of tables. */
function isLooseNumber({ property, table }: DeployedField, wire: unknown): boolean {
  return property.type === "NUMBER" && !table && typeof wire === "string" && !strictNumber.test(wire);
}

/** As on kintone, a text that is sent empty is shorter than a least length; a required one is missing instead. */
function checkEmpty(field: DeployedField): readonly FieldProblem[] {
  const least = Number(field.property["minLength"] ?? 0);
  return least > 0 && !isRequired(field) ? [{ message: "too-short", params: { limit: least - 1 } }] : [];
}

/** @throws FieldValueError when the number has more digits before the point than the app keeps */
function withinPrecision({ property }: DeployedField, value: unknown, { app }: SaveContext): unknown {
  if (property.type !== "NUMBER" || typeof value !== "string") return value;
  const precision = precisionOf(app.definition.settings.numberPrecision);
  const number = fitted(value, precision);
  if (number !== undefined) return number;
  throw new FieldValueError({ message: "too-many-digits" });
}

/** The schema of a field's value in requests; the same object each time, so that it is compiled once. */
export function wireSchemaOf(field: DeployedField): JsonSchema {
  const known = schemas.get(field) ?? field.fieldType.wireSchema(field.property as never);
  schemas.set(field, known);
  return known;
}

/** kintone's suffix for a place inside the value: `[0]` becomes `values[0].value`. */
function placeOf(field: DeployedField, path: string): string {
  const index = /^\[?(\d+)/.exec(path)?.[1];
  return index === undefined ? "value" : `values[${index}].value`;
}

/** NUL and halves of surrogate pairs: PostgreSQL keeps neither. */
function hasUnstorableText(value: unknown): boolean {
  if (typeof value === "string") return /\u0000|\p{Surrogate}/u.test(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnstorableText);
}
