import type { FieldProperty } from "../../app-definitions/definition.ts";
import { isComputed } from "../../app-definitions/expressions/field-scalars.ts";
import { formulaLimits } from "../../app-definitions/expressions/expression.ts";
import { codesOf, parseExpression } from "../../app-definitions/expressions/parse-expression.ts";
import {
  lookupOf,
  referenceTableOf,
  type LookupSettings,
  type ReferenceTableSettings,
  type RelatedApp,
} from "../../app-definitions/field-types/source-settings.ts";
import { Failure } from "../errors.ts";
import type { Context } from "../http/context.ts";
import type { Access } from "../permissions/access.ts";
import { compileAccess } from "../permissions/compile-access.ts";
import { bindQuery } from "../query/bind-query.ts";
import { parseQuery } from "../query/parse-query.ts";
import type { DeployedApp } from "./deployed-app.ts";

/**
 * A field's settings without what they would tell of fields and apps that the viewer does not see: a lookup or related
 * records of an app out of reach are null, as on kintone; of an app within reach they name visible fields only, and a
 * formula that reads hidden fields is not shown.
 */
export function visibleSettings(context: Context, access: Access, property: FieldProperty): FieldProperty {
  const inner = property.fields && {
    fields: Object.fromEntries(
      Object.entries(property.fields).map(([code, one]) => [code, visibleSettings(context, access, one)]),
    ),
  };
  return {
    ...property,
    ...inner,
    ...(isComputed(property) && { expression: visibleExpression(String(property["expression"]), access) }),
    ...(property["lookup"] ? { lookup: visibleLookup(context, access, lookupOf(property)) } : {}),
    ...(property["referenceTable"]
      ? { referenceTable: visibleTable(context, access, referenceTableOf(property)) }
      : {}),
  };
}

function visibleExpression(formula: string, access: Access): string {
  const codes = formula.length > formulaLimits.length ? [] : [...codesOf(parseExpression(formula))];
  return codes.every((code) => access.fields.has(code)) ? formula : "";
}

interface Source {
  readonly app: DeployedApp;
  readonly access: Access;
}

function visibleLookup(
  context: Context,
  own: Access,
  lookup: Required<LookupSettings> | undefined,
): Required<LookupSettings> | null {
  const source = lookup && sourceOf(context, lookup.relatedApp);
  if (!source || !source.access.fields.has(lookup.relatedKeyField)) return null;
  const { fields } = source.access;
  return {
    ...lookup,
    ...wordsOf(context, source, lookup),
    fieldMappings: lookup.fieldMappings.filter(
      ({ field, relatedField }) => own.fields.has(field) && fields.has(relatedField),
    ),
    lookupPickerFields: lookup.lookupPickerFields.filter((code) => fields.has(code)),
  };
}

/** What of related records is shown, and how each shown field looks there. */
type VisibleTable = Required<ReferenceTableSettings> & { displayProperties: readonly FieldProperty[] };

function visibleTable(
  context: Context,
  own: Access,
  table: Required<ReferenceTableSettings> | undefined,
): VisibleTable | null {
  const source = table && sourceOf(context, table.relatedApp);
  const isShown =
    source && own.fields.has(table.condition.field) && source.access.fields.has(table.condition.relatedField);
  if (!isShown) return null;
  const displayFields = table.displayFields.filter((code) => source.access.fields.has(code));
  return {
    ...table,
    ...wordsOf(context, source, table),
    displayFields,
    displayProperties: displayFields.map((code) => looksOf(source.app.fields.get(code)!.property)),
  };
}

function sourceOf(context: Context, related: RelatedApp): Source | undefined {
  const app = related.code ? context.apps.byCode(related.code) : context.apps.byId(related.app ?? "");
  const access = app && compileAccess(app, context.viewer, context.directory, context.now);
  return access?.app.view && access.view.kind !== "never" ? { app: app!, access } : undefined;
}

/** The app by both its names; condition and order only where their words tell nothing new. */
function wordsOf(
  context: Context,
  { app, access }: Source,
  { filterCond, sort }: { filterCond: string; sort: string },
): { relatedApp: RelatedApp; filterCond: string; sort: string } {
  const isReadable = (query: string) => {
    try {
      bindQuery(parseQuery(query), { ...context, app, access });
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  };
  return {
    relatedApp: { app: app.id, code: app.code },
    filterCond: isReadable(filterCond) ? filterCond : "",
    sort: sort && isReadable(`order by ${sort}`) ? sort : "",
  };
}

/** What showing a field of another app takes: its type, its name and how values look, and nothing else. */
export function looksOf(property: FieldProperty): FieldProperty {
  const { type, code, label, options, format, unit, unitPosition, digit, displayScale, protocol } = property;
  const looks = { options, format, unit, unitPosition, digit, displayScale, protocol };
  return {
    ...{ type, code, label },
    ...Object.fromEntries(Object.entries(looks).filter(([, value]) => value !== undefined)),
  } as FieldProperty;
}
