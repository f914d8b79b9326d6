import type { Context } from "../http/context.ts";
import { endpoint } from "../http/endpoint.ts";
import { openFile } from "./open-file.ts";

const input = {
  type: "object",
  properties: { fileKey: { type: "string", minLength: 1, maxLength: 200 } },
  required: ["fileKey"],
};

/** Files of records: kintone's download, and the view inside the page. Each leaves an event, so both write. */
export const fileEndpoints = [
  endpoint({
    method: "GET",
    path: "/k/v1/file.json",
    writes: true,
    input,
    run: (context: Context, asked: { fileKey: string }) => openFile(context, asked, "attachment"),
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/files/view",
    writes: true,
    input,
    run: (context: Context, asked: { fileKey: string }) => openFile(context, asked, "inline"),
  }),
];
