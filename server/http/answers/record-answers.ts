import type { JsonSchema } from "../../../app-definitions/field-type.ts";
import { digits, flag, instant, list, map, named, nothing, object, oneOf, orNull, text, textOrNull } from "./shapes.ts";
import { type Answers, anyOf, revision } from "./shapes.ts";

const files = list(object({ contentType: text, fileKey: text, name: text, size: digits }));

/** Values on the wire by type, empty forms included. @see kintone.md section 2.5 */
const cellValues: Readonly<Record<string, JsonSchema>> = {
  SINGLE_LINE_TEXT: text,
  MULTI_LINE_TEXT: text,
  RICH_TEXT: text,
  LINK: text,
  NUMBER: text,
  CALC: text,
  CHECK_BOX: list(text),
  MULTI_SELECT: list(text),
  RADIO_BUTTON: textOrNull,
  DROP_DOWN: textOrNull,
  DATE: textOrNull,
  TIME: textOrNull,
  DATETIME: text,
  FILE: files,
  USER_SELECT: list(named),
  ORGANIZATION_SELECT: list(named),
  GROUP_SELECT: list(named),
};
const fieldsOf = (values: Readonly<Record<string, JsonSchema>>) =>
  anyOf(...Object.entries(values).map(([type, value]) => object({ type: { const: type }, value })));

const record = map(
  fieldsOf({
    ...cellValues,
    __ID__: digits,
    __REVISION__: digits,
    RECORD_NUMBER: text,
    CREATOR: named,
    MODIFIER: named,
    CREATED_TIME: instant,
    UPDATED_TIME: instant,
    STATUS: text,
    STATUS_ASSIGNEE: list(named),
    CATEGORY: list(text),
    SUBTABLE: list(object({ id: digits, value: map(fieldsOf(cellValues)) })),
    CONSENT: {},
  }),
);
const saved = object({ id: digits, ...revision });
const comment = object({
  id: digits,
  text,
  createdAt: instant,
  creator: named,
  mentions: list(object({ code: text, type: oneOf("USER", "GROUP", "ORGANIZATION") })),
});

/** What the calls about records, their comments, cursors and files answer. */
export const recordAnswers: Answers = {
  "GET /k/v1/record.json": object({ record }),
  "POST /k/v1/record.json": saved,
  "PUT /k/v1/record.json": object(revision),
  "GET /k/v1/records.json": object({ records: list(record), totalCount: orNull(digits) }),
  "POST /k/v1/records.json": object({ ids: list(digits), revisions: list(digits) }),
  "PUT /k/v1/records.json": object({
    records: list(object({ id: digits, ...revision }, { operation: oneOf("INSERT", "UPDATE") })),
  }),
  "DELETE /k/v1/records.json": nothing,
  "POST /k/v1/records/cursor.json": object({ id: text, totalCount: digits }),
  "GET /k/v1/records/cursor.json": object({ records: list(record), next: flag }),
  "DELETE /k/v1/records/cursor.json": nothing,
  "GET /k/v1/record/comments.json": object({ comments: list(comment), older: flag, newer: flag }),
  "POST /k/v1/record/comment.json": object({ id: digits }),
  "DELETE /k/v1/record/comment.json": nothing,
  "PUT /k/v1/record/assignees.json": object(revision),
  "PUT /k/v1/record/status.json": object(revision),
  "PUT /k/v1/records/status.json": object({ records: list(saved) }),
  "GET /k/v1/records/acl/evaluate.json": object({
    rights: list(
      object({
        id: digits,
        record: object({ viewable: flag, editable: flag, deletable: flag }),
        fields: map(object({ viewable: flag, editable: flag })),
      }),
    ),
  }),
  "POST /k/v1/bulkRequest.json": object({ results: list({ type: "object" }) }),
  "POST /k/v1/file.json": object({ fileKey: text }),
};
