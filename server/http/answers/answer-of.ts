import type { JsonSchema } from "../../../app-definitions/field-type.ts";
import { peopleAnswers } from "./people-answers.ts";
import { recordAnswers } from "./record-answers.ts";
import { settingsAnswers } from "./settings-answers.ts";
import { object, text } from "./shapes.ts";

/** What kintone offers and this portal refuses in so many words: there is no answer to describe. */
const refused = new Set([
  ...["POST /k/v1/guests.json", "DELETE /k/v1/guests.json", "PUT /k/v1/space/guests.json"],
  ...["POST /k/v1/preview/app/plugins.json", "POST /k/v1/plugin.json", "PUT /k/v1/plugin.json"],
  "DELETE /k/v1/plugin.json",
]);
/** The calls that answer a file. */
const files = /^GET \/(k\/v1\/file\.json|v1\/csv\/\w+\.csv)$/;
/** The schema of `apis/NAME.json`, which describes one call. */
const schemaOfCall = object({
  ...{ id: text, baseUrl: text, path: text, httpMethod: text },
  ...{ request: { type: "object" }, response: { type: "object" }, schemas: { type: "object" } },
});
const answers = { ...recordAnswers, ...settingsAnswers, ...peopleAnswers };

/**
 * The schema of what a call answers; undefined for files, for most of the portal's own calls and for those that are always refused.
 * The clients' tests hold every answer they get against it (`tests/kintone-clients/check-answers.ts`).
 */
export function answerOf(method: string, path: string): JsonSchema | undefined {
  if (refused.has(`${method} ${path}`)) return undefined;
  return path.startsWith("/k/v1/apis/") ? schemaOfCall : answers[`${method} ${path}`];
}

/** Whether a call of kintone's has no JSON to describe: it answers a file, or always refuses. */
export function isWithoutAnswer(method: string, path: string): boolean {
  return refused.has(`${method} ${path}`) || files.test(`${method} ${path}`);
}
