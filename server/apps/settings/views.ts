import type { AppDefinition, View } from "../../../app-definitions/definition.ts";
import type { Context } from "../../http/context.ts";
import { changeDraft, type SettingsInput } from "../drafts/draft.ts";
import { codeOf, withAssigneeView } from "./assignee-view.ts";
import { beyond, invalid, mergeNamed, pick } from "./named-parts.ts";

/** A view as sent: what is left out stays as it is, or gets kintone's default in a new view. */
export type GivenView = Partial<View> & { index: string; type: View["type"] };

/** kintone's own keys of a view. */
const known = [
  ...["type", "index", "name", "id", "builtinType", "fields", "date", "title", "html", "pager", "device"],
  ...["filterCond", "sort"],
];

/**
 * Replaces the views of the draft; those not sent go, ids survive a rename. The view of one's own tasks comes and goes with
 * the process.
 *
 * @throws Failure input/invalid, field/unknown (GAIA_FC01)
 */
export async function updateViews(
  context: Context,
  input: SettingsInput & { views: Record<string, GivenView> },
): Promise<{ views: Record<string, { id: string }>; revision: string }> {
  const { revision, definition } = await changeDraft(context, input, "views", ({ app, definition: before }) => {
    const asked = Object.entries(input.views).filter(([, view]) => before.process.enable || !view.builtinType);
    const present = withAssigneeView(before, app.id);
    const views = mergeNamed(present, Object.fromEntries(asked), "views", (given, old, name, place) => {
      if (name.length > 64) throw invalid(`${place}.name`, "too-long", { limit: 65 });
      const view = completeView(given, old, name, before);
      if (view.date) requireDay(before, view.date, `${place}.date`);
      view.fields?.forEach((code, at) => requireColumn(before, code, `${place}.fields[${at}]`));
      return view;
    });
    return { definition: { ...before, views: { views } } };
  });
  return { views: idsOf(definition.views.views), revision };
}

/** The ids of parts by name, as kintone answers a write. */
export function idsOf(parts: Record<string, { id?: string }>): Record<string, { id: string }> {
  return Object.fromEntries(Object.entries(parts).map(([name, { id = "" }]) => [name, { id }]));
}

const dayTypes: ReadonlySet<string> = new Set(["DATE", "DATETIME", "CREATED_TIME", "UPDATED_TIME"]);

/** Groups and related records have no column. */
function requireColumn(definition: AppDefinition, code: string, place: string): void {
  const type = definition.fields.properties[code]?.type;
  if (type === "GROUP" || type === "REFERENCE_TABLE") throw invalid(place, "not-allowed", { code });
}

/** A calendar needs a day; what does not exist is left to the check of the whole part. */
function requireDay(definition: AppDefinition, code: string, place: string): void {
  const field = definition.fields.properties[code];
  if (field && !dayTypes.has(field.type)) throw invalid(place, "not-allowed", { code });
}

function completeView(given: GivenView, old: View | undefined, name: string, definition: AppDefinition): View {
  const { type } = given;
  const before: Partial<View> = old?.type === type ? old : {};
  const own: Record<View["type"], Partial<View>> = {
    LIST: { fields: given.fields ?? before.fields ?? [] },
    CALENDAR: {
      date: given.date ?? before.date ?? codeOf(definition, "CREATED_TIME"),
      title: given.title ?? before.title ?? codeOf(definition, "RECORD_NUMBER"),
    },
    CUSTOM: { html: given.html ?? before.html ?? "", pager: given.pager ?? before.pager ?? true },
  };
  return {
    ...beyond(old, known),
    ...pick({ id: old?.id, builtinType: old?.builtinType }, ["id", "builtinType"]),
    ...{ type, name, index: given.index },
    ...own[type],
    device: given.device ?? old?.device ?? "DESKTOP",
    filterCond: given.filterCond ?? old?.filterCond ?? "",
    sort: given.sort ?? old?.sort ?? `${codeOf(definition, "RECORD_NUMBER")} desc`,
  } as View;
}
