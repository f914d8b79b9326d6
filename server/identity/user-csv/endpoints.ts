import type { Context } from "../../http/context.ts";
import { endpoint, type Endpoint } from "../../http/endpoint.ts";
import { csvTypes } from "./columns.ts";
import { exportPeople } from "./export-people.ts";
import { importPeople, readImport } from "./import-people.ts";

const audience = "administrator";
const key = { type: "object", properties: { fileKey: { type: "string", minLength: 1 } }, required: ["fileKey"] };
const id = { type: "object", properties: { id: { type: "string", pattern: "^\\d{1,18}$" } }, required: ["id"] };

/** kintone's user API for CSV files; see kintone.md §2.12. */
export const userCsvEndpoints: readonly Endpoint[] = [
  ...csvTypes.flatMap((type) => [
    endpoint({
      method: "GET",
      path: `/v1/csv/${type}.csv`,
      audience,
      input: { type: "object" },
      run: async (context: Context) => exportPeople(context, type),
    }),
    endpoint({
      method: "POST",
      path: `/v1/csv/${type}.json`,
      audience,
      input: key,
      run: (context: Context, input: { fileKey: string }) => importPeople(context, type, input),
    }),
  ]),
  endpoint({ method: "GET", path: "/v1/csv/result.json", audience, input: id, run: readImport }),
];
