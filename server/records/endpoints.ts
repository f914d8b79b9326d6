import { endpoint } from "../http/endpoint.ts";
import { addRecord, addRecords } from "./add-records.ts";
import { aggregateRecords } from "./aggregating/aggregate.ts";
import { readReports } from "./aggregating/visible-reports.ts";
import { readBin, restoreRecords } from "./bin/bin.ts";
import { deleteRecords } from "./delete-records.ts";
import { forgetDraft, readDraft, saveDraft } from "./drafts/drafts.ts";
import { changeCategories } from "./categories/change-categories.ts";
import { createCursor, deleteCursor, readCursorPage } from "./cursors/cursors.ts";
import { evaluateRecords } from "./evaluate-records.ts";
import { changeAssignees } from "./process/change-assignees.ts";
import { changeStatus, changeStatuses } from "./process/change-status.ts";
import { readHistory } from "./history/read-history.ts";
import { restoreRevision } from "./history/restore-revision.ts";
import { listRecords } from "./list-records.ts";
import { readNewRecord, readRecord } from "./read-record.ts";
import { readOne, readRecords } from "./read-records.ts";
import { updateRecord, updateRecords } from "./update-records.ts";

const id = { type: "string", pattern: "^0*[1-9][0-9]{0,17}$" };
const optionalId = { type: ["string", "null"], pattern: "^([0-9]{1,18})?$" };
const revision = { type: ["string", "null"], pattern: "^(-1|[0-9]{1,9})?$" };
const record = { type: "object" };
const optionalRecord = { type: ["object", "null"] };
const codes = { type: "array", items: { type: "string" }, maxItems: 1_000 };
const updateKey = {
  type: "object",
  properties: { field: { type: "string" }, value: { type: "string", maxLength: 64 } },
  required: ["field", "value"],
};

const statusChange = { id, action: { type: "string", minLength: 1 }, assignee: { type: ["string", "null"] }, revision };
const cursor = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };

function input(properties: Record<string, unknown>, required: readonly string[]) {
  return { type: "object", properties: { app: id, ...properties }, required: ["app", ...required] };
}

/** A hundred records with long texts, or one with a table of thousands of rows. */
const maxOctets = 8_388_608;

/** Everything that can be called about records, kintone's and the portal's own. */
export const recordEndpoints = [
  endpoint({ method: "GET", path: "/k/v1/record.json", input: input({ id }, ["id"]), run: readOne }),
  endpoint({
    method: "POST",
    path: "/k/v1/record.json",
    isRepeatable: true,
    input: input({ record: optionalRecord }, []),
    maxOctets,
    run: addRecord,
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/record.json",
    isRepeatable: true,
    input: input({ id, updateKey, revision, record: optionalRecord }, []),
    maxOctets,
    run: updateRecord,
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/records.json",
    input: input({ query: { type: "string" }, fields: codes, totalCount: { type: "boolean" } }, []),
    run: readRecords,
  }),
  endpoint({
    method: "POST",
    path: "/k/v1/records.json",
    isRepeatable: true,
    input: input({ records: { type: "array", items: record } }, ["records"]),
    maxOctets,
    run: addRecords,
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/records.json",
    isRepeatable: true,
    input: input(
      {
        upsert: { type: "boolean" },
        records: {
          type: "array",
          items: { type: "object", properties: { id, updateKey, revision, record: optionalRecord } },
        },
      },
      ["records"],
    ),
    maxOctets,
    run: updateRecords,
  }),
  endpoint({
    method: "DELETE",
    path: "/k/v1/records.json",
    isRepeatable: true,
    input: input(
      {
        ids: { type: "array", items: id, default: [] },
        revisions: { type: "array", items: revision },
      },
      [],
    ),
    run: deleteRecords,
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/record/status.json",
    isRepeatable: true,
    input: input(statusChange, ["id", "action"]),
    run: changeStatus,
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/records/status.json",
    isRepeatable: true,
    input: input(
      {
        records: { type: "array", items: { type: "object", properties: statusChange, required: ["id", "action"] } },
      },
      ["records"],
    ),
    run: changeStatuses,
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/record/assignees.json",
    isRepeatable: true,
    input: input({ id, revision, assignees: { type: "array", maxItems: 100, items: { type: "string" } } }, [
      "id",
      "assignees",
    ]),
    run: changeAssignees,
  }),
  endpoint({
    method: "POST",
    path: "/k/v1/records/cursor.json",
    isRepeatable: true,
    input: input({ query: { type: "string" }, fields: codes, size: { type: "integer", minimum: 1, maximum: 500 } }, []),
    run: createCursor,
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/records/cursor.json",
    writes: true,
    isRepeatable: true,
    input: cursor,
    run: readCursorPage,
  }),
  endpoint({ method: "DELETE", path: "/k/v1/records/cursor.json", input: cursor, run: deleteCursor }),
  endpoint({
    method: "GET",
    path: "/k/v1/records/acl/evaluate.json",
    input: input({ ids: { type: "array", items: id } }, ["ids"]),
    run: evaluateRecords,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/records.json",
    input: input(
      {
        view: { type: "string", maxLength: 128 },
        query: { type: "string" },
        search: { type: "string", maxLength: 200 },
        sort: { type: "string", maxLength: 400 },
        after: { type: "string", maxLength: 2_000 },
        offset: { type: "integer", minimum: 0, maximum: 10_000 },
        limit: { type: "integer", minimum: 1, maximum: 100 },
        totalCount: { type: "boolean" },
        fields: { type: "string" },
      },
      [],
    ),
    run: listRecords,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/records/aggregate.json",
    input: input(
      {
        report: { type: "string", maxLength: 128 },
        view: { type: "string", maxLength: 128 },
        query: { type: "string" },
        groups: { type: "array", maxItems: 3, items: { type: "string", maxLength: 200 } },
        aggregations: { type: "array", minItems: 1, maxItems: 10, items: { type: "string", maxLength: 200 } },
        sorts: { type: "array", maxItems: 3, items: { type: "string", maxLength: 200 } },
        limit: { type: "integer", minimum: 1, maximum: 10_000 },
      },
      [],
    ),
    run: aggregateRecords,
  }),
  endpoint({ method: "GET", path: "/portal/v1/reports.json", input: input({}, []), run: readReports }),
  endpoint({ method: "GET", path: "/portal/v1/record.json", input: input({ id }, ["id"]), run: readRecord }),
  endpoint({ method: "GET", path: "/portal/v1/record/new.json", input: input({}, []), run: readNewRecord }),
  endpoint({
    method: "PUT",
    path: "/portal/v1/record/categories.json",
    input: input({ id, revision, categories: { type: "array", maxItems: 100, items: { type: "string" } } }, [
      "id",
      "categories",
    ]),
    run: changeCategories,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/record/history.json",
    input: input({ id, before: { type: "integer", minimum: 1, maximum: 2_147_483_647 } }, ["id"]),
    run: readHistory,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/record/restore.json",
    input: input({ id, revision: { type: "integer", minimum: 1, maximum: 2_147_483_647 }, current: revision }, [
      "id",
      "revision",
    ]),
    run: restoreRevision,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/bin.json",
    input: input({ offset: { type: "integer", minimum: 0, maximum: 10_000 } }, []),
    run: readBin,
  }),
  endpoint({
    method: "POST",
    path: "/portal/v1/bin/restore.json",
    input: input({ ids: { type: "array", items: id, minItems: 1 } }, ["ids"]),
    run: restoreRecords,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/draft.json",
    input: input({ record: optionalId }, []),
    run: readDraft,
  }),
  endpoint({
    method: "PUT",
    path: "/portal/v1/draft.json",
    input: input(
      { record: optionalId, revision: { type: ["string", "null"], pattern: "^([0-9]{1,9})?$" }, values: record },
      ["values"],
    ),
    run: saveDraft,
  }),
  endpoint({
    method: "DELETE",
    path: "/portal/v1/draft.json",
    input: input({ record: optionalId }, []),
    run: forgetDraft,
  }),
];
