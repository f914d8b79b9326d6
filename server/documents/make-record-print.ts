import type { Context } from "../http/context.ts";
import type { LateDownload } from "../http/endpoint.ts";
import { readRecord } from "../records/read-record.ts";
import { requireApp } from "../apps/require-app.ts";
import { languageOf, translator } from "./document-language.ts";
import { printedSections } from "./print-record.ts";
import { recordPrint } from "./record-print.ts";
import { renderPdf } from "./render-pdf.ts";

/**
 * The record on paper, from its layout, with exactly what the viewer sees of it.
 *
 * @throws Failure app/not-found, record/not-found, or server/busy when too many documents are under way
 */
export async function makeRecordPrint(context: Context, input: { app: string; id: string }): Promise<LateDownload> {
  const { app } = requireApp(context, input.app);
  const page = await readRecord(context, input);
  const language = languageOf(context.viewer);
  const translate = translator(app.definition, language);
  const { fields, layout, settings, tabs = [] } = app.definition;
  const sections = printedSections({
    properties: fields.properties,
    layout: layout.layout,
    tabs: tabs.filter(({ code }) => page.tabs.includes(code)),
    record: page.record,
    language,
    translate,
  });
  const appName = translate(settings.name);
  const document = recordPrint({
    language,
    appName,
    title: page.title,
    printedAt: context.now,
    printedBy: context.viewer.name,
    sections,
  });
  return {
    kind: "late-download",
    name: `${page.title}.pdf`,
    contentType: "application/pdf",
    disposition: "inline",
    makeBody: () => renderPdf(document, context.viewer.userId),
  };
}
