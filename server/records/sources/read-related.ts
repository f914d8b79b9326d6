import { referenceTableOf } from "../../../app-definitions/field-types/source-settings.ts";
import { Failure } from "../../errors.ts";
import type { Context } from "../../http/context.ts";
import { and } from "../../query/condition.ts";
import { planRead, viewOf } from "../plan-read.ts";
import { readWire } from "../read-records.ts";
import { readerOf } from "../record-row.ts";
import { requireRecord } from "../require-record.ts";
import type { WireRecord } from "../serialize-records.ts";
import { bindSource, findSource } from "./find-source.ts";

/** A page of the records that belong to a record. */
export interface RelatedRecords {
  /** Id of the app that they lie in; null when the reader sees nothing of it. */
  app: string | null;
  records: WireRecord[];
  /** `offset` of the next page; null on the last one. */
  next: number | null;
}

const nothing: RelatedRecords = { app: null, records: [], next: null };

/**
 * The records of another app that a field of related records shows, with the reader's rights on both sides: he must see
 * this record, the field, and the value that relates; there, the field that is compared, and each record and cell.
 *
 * @throws Failure app/not-found, record/not-found, or thing/not-found for a field out of reach
 */
export async function readRelated(
  context: Context,
  input: { app: string; record: string; field: string; offset?: number },
): Promise<RelatedRecords> {
  const found = await requireRecord(context, input.app, input.record, "view");
  const field = found.app.fields.get(input.field);
  const settings = field && referenceTableOf(field.property);
  if (!field || !settings || !found.mayView(field.code)) throw new Failure("thing/not-found");

  const own = found.app.fields.get(settings.condition.field);
  const source = findSource(context, settings.relatedApp);
  const related = source?.app.fields.get(settings.condition.relatedField);
  const bound = source && bindSource(context, source, settings);
  if (!own || !source || !related || !bound) return nothing;
  if (!found.mayView(own.code) || !viewOf(source.access, related)) return nothing;
  const value = readerOf(found.row)(own);
  // What is empty here is related to nothing, and not to everything that is empty there.
  if (value === null) return { ...nothing, app: source.app.id };

  const size = Number(settings.size);
  const offset = input.offset ?? 0;
  const plan = planRead(source.app, source.access, {
    where: and(bound.where, { kind: "test", field: related, operator: "in", operands: [value] }),
    order: bound.order,
    fields: settings.displayFields,
    limit: size + 1,
    offset,
  });
  const records = await readWire(context, plan);
  return {
    app: source.app.id,
    records: records.slice(0, size),
    next: records.length > size ? offset + size : null,
  };
}
