import type { FieldProperty } from "../../../app-definitions/definition.ts";
import { lookupOf } from "../../../app-definitions/field-types/source-settings.ts";
import { normalizeDecimal } from "../../../app-definitions/field-types/decimal.ts";
import type { DeployedApp, DeployedField } from "../../apps/deployed-app.ts";
import { looksOf } from "../../apps/visible-sources.ts";
import { requireApp, type RequiredApp } from "../../apps/require-app.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { always, and, or, type Condition } from "../../query/condition.ts";
import { isAlwaysVisible, viewOf } from "../plan-read.ts";
import { toWireCell, type WireRecord } from "../serialize-records.ts";
import { readCopies } from "./find-copies.ts";
import { bindSource, findSource } from "./find-source.ts";

/** A record of the source that can be fetched. */
export interface Candidate {
  key: string;
  /** What the picker shows, as far as the viewer sees it. */
  record: WireRecord;
  /** What the fields of the own app will hold once it is fetched. */
  copies: WireRecord;
}

/** As many as a list shows; typing narrows it. */
const mostCandidates = 50;

/**
 * Records that a lookup can fetch, by the lookup's condition and order and the viewer's rights, and containing the words
 * in the key or a shown field; at most 50. None when the source is out of reach. `columns` tells how what is shown of them
 * looks.
 *
 * @throws Failure app/not-found, or thing/not-found for a field that is out of reach or no lookup
 */
export async function findCandidates(
  context: Context,
  input: { app: string; field: string; q?: string },
): Promise<{ columns: readonly FieldProperty[]; candidates: Candidate[] }> {
  const { app, access } = requireApp(context, input.app);
  const field = app.fields.get(input.field);
  const lookup = field && lookupOf(field.property);
  if (!field || !lookup || !viewOf(access, field)) throw new Failure("thing/not-found");
  const source = findSource(context, lookup.relatedApp);
  const bound = source && bindSource(context, source, lookup);
  if (!source || !bound) return { columns: [], candidates: [] };

  const shown = lookup.lookupPickerFields;
  const found = await readCopies(context, app, field, {
    where: (key) => and(bound.where, containing(source, [key.code, ...shown], input.q?.trim() ?? "")),
    order: bound.order,
    limit: mostCandidates,
    fields: shown,
  });
  const { directory } = context;
  return {
    columns: shown.flatMap((code) => {
      const one = source.app.fields.get(code);
      return one && viewOf(source.access, one) ? [looksOf(one.property)] : [];
    }),
    candidates: found.map(({ key, copy, others }) => ({
      key,
      record: cellsOf([...others].filter(([one]) => shown.includes(one.code))),
      copies: cellsOf([...copy].flatMap(([code, stored]) => entryOf(app, code, stored))),
    })),
  };

  function cellsOf(entries: readonly (readonly [DeployedField, Parameters<typeof toWireCell>[1]])[]): WireRecord {
    return Object.fromEntries(entries.map(([one, stored]) => [one.code, toWireCell(one, stored, directory)]));
  }
}

function entryOf<Value>(app: DeployedApp, code: string, stored: Value): (readonly [DeployedField, Value])[] {
  const field = app.fields.get(code);
  return field ? [[field, stored]] : [];
}

/** Words are looked for where the viewer sees every value; a number is found by being it. */
function containing({ app, access }: RequiredApp, codes: readonly string[], words: string): Condition {
  if (words === "") return always;
  const fields = [...new Set(codes)]
    .flatMap((code) => app.fields.get(code) ?? [])
    .filter((one) => isAlwaysVisible(access, one));
  const texts = fields.filter(({ fieldType, table }) => fieldType.isSearchable && !table);
  const number = normalizeDecimal(words);
  const numbers = number === undefined ? [] : fields.filter(({ fieldType }) => fieldType.column === "numeric");
  return or(
    { kind: "contains", app: app.id, fields: texts, text: words },
    ...numbers.map((field): Condition => ({ kind: "test", field, operator: "in", operands: [number!] })),
  );
}
