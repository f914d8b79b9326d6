import { endpoint, type Endpoint } from "../../http/endpoint.ts";
import { readAppStatistics } from "../statistics.ts";
import { addApp, moveApp, type SpaceRules } from "./add-app.ts";
import { answers, fieldsAnswer, oldFormAnswer, settingsAnswer, shownViews } from "./answers.ts";
import { withAssigneeView } from "./assignee-view.ts";
import { updateActions, updateReports } from "./charts.ts";
import { deployDrafts, readDeployStatus } from "./deploy-drafts.ts";
import { addFields, deleteFields, updateFields } from "./form-fields.ts";
import { updateLayout } from "./form-layout.ts";
import { layoutAnswer } from "./layout-answer.ts";
import { updateAdminNotes, updateCustomization, updateSettings } from "./general.ts";
import { updateGeneralNotifications, updatePerRecordNotifications, updateReminders } from "./notifications.ts";
import { pluginEndpoints, refusePlugins } from "./plugins.ts";
import { updateProcess } from "./process.ts";
import { readDraftForm, readDraftPart, readLivePart } from "./read-settings.ts";
import { shownRelated } from "./related-apps.ts";
import { deployedAtOnce, namedById, updateAppAcl, updateFieldAcl, updateRecordAcl } from "./rights.ts";
import { definitionReadSchema, readSchema, writeSchemas } from "./schemas.ts";
import { updateViews } from "./views.ts";
import { visibleParts } from "./visible-parts.ts";
import { readDefinition, replaceDefinition } from "./whole-definition.ts";

/** Parts that only the draft answers whole; the live ones are cut to the reader elsewhere. */
const draftAnswers = {
  ...answers,
  "app/form/fields": fieldsAnswer,
  "app/form/layout": layoutAnswer,
  "app/views": (definition, { own }) => ({ views: shownViews(withAssigneeView(definition, own.id)) }),
  "app/settings": settingsAnswer,
} satisfies typeof answers;

const writes = [
  write("POST", "app/form/fields", writeSchemas.addFields, addFields),
  write("PUT", "app/form/fields", writeSchemas.updateFields, updateFields),
  write("DELETE", "app/form/fields", writeSchemas.deleteFields, deleteFields),
  write("PUT", "app/form/layout", writeSchemas.layout, updateLayout),
  write("PUT", "app/views", writeSchemas.views, updateViews),
  write("PUT", "app/settings", writeSchemas.settings, updateSettings),
  write("PUT", "app/status", writeSchemas.process, updateProcess),
  write("PUT", "app/acl", writeSchemas.appAcl, namedById(updateAppAcl)),
  write("PUT", "record/acl", writeSchemas.recordAcl, updateRecordAcl),
  write("PUT", "field/acl", writeSchemas.fieldAcl, updateFieldAcl),
  write("PUT", "app/notifications/general", writeSchemas.generalNotifications, updateGeneralNotifications),
  write("PUT", "app/notifications/perRecord", writeSchemas.perRecordNotifications, updatePerRecordNotifications),
  write("PUT", "app/notifications/reminder", writeSchemas.reminders, updateReminders),
  write("PUT", "app/reports", writeSchemas.reports, updateReports),
  write("PUT", "app/actions", writeSchemas.actions, updateActions),
  write("PUT", "app/adminNotes", writeSchemas.adminNotes, updateAdminNotes),
  write("PUT", "app/customize", writeSchemas.customize, updateCustomization),
];

/** kintone's settings of apps: live, in preview, and from one to the other. */
export const settingsEndpoints = (spaces: SpaceRules): readonly Endpoint[] => [
  ...Object.entries(answers).map(([name, answer]) =>
    endpoint({
      method: "GET",
      path: `/k/v1/${name}.json`,
      input: readSchema,
      run: readLivePart(answer, visibleParts[name]),
    }),
  ),
  ...Object.entries(draftAnswers).map(([name, answer]) =>
    endpoint({ method: "GET", path: `/k/v1/preview/${name}.json`, input: readSchema, run: readDraftPart(answer) }),
  ),
  endpoint({
    method: "GET",
    path: "/k/v1/preview/form.json",
    input: readSchema,
    run: readDraftForm(({ fields, layout }, scope) =>
      oldFormAnswer(shownRelated(scope, scope.own, fields.properties), layout.layout),
    ),
  }),
  ...writes,
  endpoint({
    method: "PUT",
    path: "/k/v1/app/acl.json",
    input: writeSchemas.appAcl,
    run: namedById(deployedAtOnce(updateAppAcl)),
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/record/acl.json",
    input: writeSchemas.recordAcl,
    run: deployedAtOnce(updateRecordAcl),
  }),
  endpoint({
    method: "PUT",
    path: "/k/v1/field/acl.json",
    input: writeSchemas.fieldAcl,
    run: deployedAtOnce(updateFieldAcl),
  }),
  endpoint({ method: "POST", path: "/k/v1/preview/app.json", input: writeSchemas.addApp, run: addApp(spaces) }),
  endpoint({ method: "POST", path: "/k/v1/app/move.json", input: writeSchemas.moveApp, run: moveApp(spaces) }),
  endpoint({ method: "POST", path: "/k/v1/preview/app/deploy.json", input: writeSchemas.deploy, run: deployDrafts }),
  endpoint({
    method: "GET",
    path: "/k/v1/preview/app/deploy.json",
    input: writeSchemas.deployStatus,
    run: readDeployStatus,
  }),
  endpoint({
    method: "GET",
    path: "/k/v1/apps/statistics.json",
    input: writeSchemas.statistics,
    run: readAppStatistics,
  }),
  endpoint({
    method: "GET",
    path: "/portal/v1/app/definition.json",
    input: definitionReadSchema,
    run: readDefinition,
  }),
  endpoint({
    method: "PUT",
    path: "/portal/v1/app/definition.json",
    input: writeSchemas.definition,
    maxOctets: 4_194_304,
    run: replaceDefinition,
  }),
  endpoint({
    method: "POST",
    path: "/k/v1/preview/app/plugins.json",
    input: writeSchemas.plugins,
    run: refusePlugins,
  }),
  ...pluginEndpoints,
];

function write<Input>(
  method: "POST" | "PUT" | "DELETE",
  name: string,
  input: Endpoint["input"],
  run: Parameters<typeof endpoint<Input>>[0]["run"],
): Endpoint {
  return endpoint<Input>({ method, path: `/k/v1/preview/${name}.json`, input, run });
}
