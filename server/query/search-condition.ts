import type { DeployedApp } from "../apps/deployed-app.ts";
import type { Access } from "../permissions/access.ts";
import { and, never, type Condition } from "./condition.ts";
import { foldText } from "./fold-text.ts";

/** More words in one search than anybody types; the rest is ignored, because each costs a comparison per record. */
const mostWords = 10;

/**
 * The records that contain every word somewhere in the searchable fields which the viewer sees on all of his records.
 * Fields that are hidden on some records take no part: a hit would tell what is in them.
 */
export function searchCondition(app: DeployedApp, access: Access, text: string): Condition {
  const fields = [...app.fields.values()].filter(
    (field) => field.fieldType.isSearchable && access.fields.get((field.table ?? field).code)?.read.kind === "always",
  );
  const words = foldText(text).split(" ").slice(0, mostWords);
  return fields.length === 0
    ? never
    : and(...words.map((word) => ({ kind: "contains", app: app.id, fields, text: word }) as const));
}
