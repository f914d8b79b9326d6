import type { Report } from "../../../app-definitions/definition.ts";
import { get, send } from "../../api.ts";
import { t } from "../../messages/report-text.ts";
import type { Reading } from "../../query.ts";
import { deployDraft, hasWaiting } from "../deploy-draft.ts";
import type { ReportSettings } from "./report-settings.ts";

/** The charts of the app's draft, by name. */
export interface DraftReports {
  readonly reports: Record<string, Report>;
  readonly revision: string;
}

/** Only for those who manage the app. */
export function draftReading(app: string): Reading<DraftReports> {
  return { key: ["app", app, "draft-reports"], read: () => get("/k/v1/preview/app/reports.json", { app }) };
}

/** The charts with one more, or with other settings for the one of this name. */
export function withReport(
  { reports }: DraftReports,
  name: string | undefined,
  settings: ReportSettings,
): Record<string, Partial<Report>> {
  const key = name ?? settings.name;
  const indexes = Object.values(reports).map(({ index }) => Number(index));
  const index = reports[key]?.index ?? String(indexes.reduce((most, one) => Math.max(most, one), -1) + 1);
  return { ...reports, [key]: { ...reports[key], ...settings, index } };
}

/** The charts without the one of this name. */
export function withoutReport({ reports }: DraftReports, name: string): Record<string, Partial<Report>> {
  return Object.fromEntries(Object.entries(reports).filter(([key]) => key !== name));
}

/**
 * Makes these the charts of the app and deploys them. Nothing is touched while the app has other settings waiting to be
 * deployed, because they would go along.
 *
 * @param draft - what was read when the work began; whoever was faster since then is not overwritten
 * @returns why not, in words; empty when they are live
 * @throws ApiError or NetworkError
 */
export async function saveReports(
  app: string,
  draft: DraftReports,
  reports: Record<string, Partial<Report>>,
): Promise<string> {
  if (await hasWaiting(app)) return t("editor.pending");
  await send("PUT", "/k/v1/preview/app/reports.json", { app, reports, revision: draft.revision });
  return (await deployDraft(app)) ? "" : t("editor.failed");
}
