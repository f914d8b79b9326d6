import { ApiError, send } from "../../api.ts";
import { problemWords } from "../../elements/page-problem.ts";
import { labelOf, translator } from "../../fields.ts";
import { t } from "../../messages/text.ts";
import { queryClient } from "../../query.ts";
import type { App } from "../../wire.ts";
import { problemsByField } from "../record/write-value.ts";

interface Restored {
  id: string;
  /** Codes of fields that the app asks for now and that the record leaves empty. */
  missing?: string[];
}

/** Brings deleted records back, all or none; throws ApiError or NetworkError. */
export async function restoreRecords(app: string, ids: readonly string[]): Promise<readonly Restored[]> {
  const { records = [] } = await send<{ records?: Restored[] }>("POST", "/portal/v1/bin/restore.json", { app, ids });
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ["bin", app] }),
    queryClient.invalidateQueries({ queryKey: ["records", app] }),
    ...ids.map((id) => queryClient.invalidateQueries({ queryKey: ["record", app, id] })),
  ]);
  return records;
}

/** What is still to be filled in after records came back, in words; empty when nothing is. */
export function missingWords(app: App, restored: readonly Restored[]): string {
  const codes = [...new Set(restored.flatMap(({ missing = [] }) => missing))];
  const inTables = Object.values(app.fields.properties).flatMap(({ fields }) => Object.values(fields ?? {}));
  const inner = new Map(inTables.map(({ code, label }) => [code, translator(app)(label)]));
  const labels = codes.map((code) => inner.get(code) ?? labelOf(app, code)).join(t("record.list-comma"));
  return labels && t("bin.missing", { labels });
}

/** Why they did not come back, one sentence per field, or one for all. */
export function restoreProblems(app: App, error: Error): { control: string; label: string; message: string }[] {
  if (error instanceof ApiError && error.status === 404) return [{ control: "", label: "", message: t("bin.gone") }];
  const byField = error instanceof ApiError ? Object.entries(problemsByField(error.errors)) : [];
  if (byField.length === 0) return [{ control: "", label: "", message: problemWords(error) }];
  return byField.map(([code, message]) => ({ control: "", label: labelOf(app, code), message }));
}
