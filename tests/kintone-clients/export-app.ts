import type { KintoneRestAPIClient } from "@kintone/rest-api-client";

type Exported = Awaited<ReturnType<typeof exportApp>>;

const systemTypes = [
  ...["RECORD_NUMBER", "CREATOR", "CREATED_TIME", "MODIFIER", "UPDATED_TIME", "STATUS", "STATUS_ASSIGNEE"],
  "CATEGORY",
];

/** A copy without the ids and revisions that an installation gives. */
export function withoutIds<Value>(value: Value): Value {
  const isGiven = (key: string) => key === "id" || key === "revision";
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (isGiven(key) ? undefined : inner))) as Value;
}

/** Every area of an app as kintone's client reads it, without ids and revisions. */
export async function exportApp({ app: client }: KintoneRestAPIClient, app: string, preview = false) {
  const of = { app, preview };
  return withoutIds({
    fields: (await client.getFormFields(of)).properties,
    layout: (await client.getFormLayout(of)).layout,
    views: (await client.getViews(of)).views,
    settings: await client.getAppSettings(of),
    process: await client.getProcessManagement(of),
    appAcl: (await client.getAppAcl(of)).rights,
    recordAcl: (await client.getRecordAcl(of)).rights,
    fieldAcl: (await client.getFieldAcl(of)).rights,
    general: await client.getGeneralNotifications(of),
    perRecord: await client.getPerRecordNotifications(of),
    reminder: await client.getReminderNotifications(of),
    reports: (await client.getReports(of)).reports,
    actions: (await client.getAppActions(of)).actions,
    adminNotes: await client.getAdminNotes(of),
    customize: await client.getAppCustomize(of),
  });
}

/** Writes what `exportApp` gave into the draft of an app, area by area; fields are added to a new app only. */
export async function copyApp({ app: client }: KintoneRestAPIClient, from: Exported, app: string, isNew = true) {
  const own = Object.entries(from.fields).filter(([, { type }]) => !systemTypes.includes(type));
  const properties = Object.fromEntries(own) as never;
  if (isNew) await client.addFormFields({ app, properties });
  else await client.updateFormFields({ app, properties });
  await client.updateFormLayout({ app, layout: from.layout as never });
  await client.updateAppSettings({ app, ...(from.settings as object) });
  await client.updateProcessManagement({ app, ...(from.process as object) });
  await client.updateViews({ app, views: from.views as never });
  await client.updateAppAcl({ app, rights: from.appAcl as never });
  await client.updateRecordAcl({ app, rights: from.recordAcl });
  await client.updateFieldAcl({ app, rights: from.fieldAcl });
  await client.updateGeneralNotifications({ app, ...from.general });
  await client.updatePerRecordNotifications({ app, ...from.perRecord });
  await client.updateReminderNotifications({ app, ...from.reminder });
  await client.updateReports({ app, reports: from.reports as never });
  await client.updateAppActions({ app, actions: from.actions });
  await client.updateAdminNotes({ app, ...from.adminNotes });
  await client.updateAppCustomize({ app, ...(from.customize as object) });
}
