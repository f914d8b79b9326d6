import type { FieldProperty } from "../app-definitions/definition.ts";
import { get } from "./api.ts";
import type { RecordCells } from "./wire.ts";

/** A record of another app that a lookup can fetch. */
export interface Candidate {
  key: string;
  /** What the list shows of it. */
  record: RecordCells;
  /** What the fields of the own record take from it. */
  copies: RecordCells;
}

/** Records that a lookup can fetch, and how what is shown of them looks. */
export interface Candidates {
  columns: readonly FieldProperty[];
  candidates: readonly Candidate[];
}

/** Records that a lookup can fetch and that contain the words; at most 50. */
export function findCandidates(app: string, field: string, words: string): Promise<Candidates> {
  return get<Candidates>("/portal/v1/lookup.json", { app, field, q: words });
}

/** A page of related records; `next` is the offset of the one after it. */
export interface Related {
  app: string | null;
  records: RecordCells[];
  next: number | null;
}

/** The records of another app that belong to a record. */
export function readRelated(app: string, record: string, field: string, offset: number): Promise<Related> {
  return get<Related>("/portal/v1/related.json", { app, record, field, offset });
}

/** The setting `referenceTable` as the server shows it: with the looks of each column. */
export interface ShownReferenceTable {
  displayProperties: readonly FieldProperty[];
}
