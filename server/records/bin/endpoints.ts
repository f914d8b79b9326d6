import { endpoint } from "../../http/endpoint.ts";
import { readBinned } from "./read-binned.ts";

const id = { type: "string", pattern: "^[0-9]{1,18}$" };

/** What the page of the bin asks beyond its list. */
export const binEndpoints = [
  endpoint({
    method: "GET",
    path: "/portal/v1/bin/record.json",
    input: { type: "object", properties: { app: id, id }, required: ["app", "id"] },
    run: readBinned,
  }),
];
