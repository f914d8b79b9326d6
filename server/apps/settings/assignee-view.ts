import type { AppDefinition, View } from "../../../app-definitions/definition.ts";
import { completeDefinition } from "../deploy/complete-definition.ts";
import { idsPerApp } from "../drafts/number-parts.ts";

/**
 * The views as kintone has them: the view of one's own tasks is among them while the process is on, whether or not
 * somebody has changed it.
 */
export function withAssigneeView(definition: AppDefinition, app: string): Record<string, View> {
  const views = Object.entries(definition.views.views).filter(
    ([, { builtinType }]) => definition.process.enable || !builtinType,
  );
  const present = Object.fromEntries(views);
  const isMissing = definition.process.enable && !views.some(([, { builtinType }]) => builtinType);
  return isMissing ? { ...present, [name]: assigneeView(completeDefinition(definition), app) } : present;
}

const name = "（作業者が自分）";

function assigneeView(definition: AppDefinition, app: string): View {
  const indexes = Object.values(definition.views.views).map(({ index }) => Number(index));
  const [assignee, number] = [codeOf(definition, "STATUS_ASSIGNEE"), codeOf(definition, "RECORD_NUMBER")];
  return {
    ...{ type: "LIST", builtinType: "ASSIGNEE", name, id: String(Number(app) * idsPerApp) },
    index: String(Math.max(-1, ...indexes) + 1),
    fields: [codeOf(definition, "UPDATED_TIME"), number],
    ...{ filterCond: `${assignee} in (LOGINUSER())`, sort: `${number} desc` },
  };
}

/** The code of the field of this type, of which an app has one. */
export function codeOf({ fields }: AppDefinition, type: string): string {
  return Object.values(fields.properties).find((property) => property.type === type)?.code ?? "";
}
