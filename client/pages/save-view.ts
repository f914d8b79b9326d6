import type { View } from "../../app-definitions/definition.ts";
import { get, send } from "../api.ts";
import { t } from "../messages/text.ts";
import type { App } from "../wire.ts";
import { deployDraft, hasWaiting } from "./deploy-draft.ts";
import { askedOf, columnCodes, listViews, sortOf, type ListState } from "./list-state.ts";

interface Views {
  views: Record<string, View>;
}

/**
 * Adds what a list shows as a view of the app, for everybody, and deploys it. Nothing is touched while the app has other
 * settings waiting to be deployed, because they would go along.
 *
 * @returns why not, in words; empty when the view is there
 * @throws ApiError or NetworkError
 */
export async function saveView(app: App, shown: ListState, name: string): Promise<string> {
  const [isWaiting, { views }] = await Promise.all([
    hasWaiting(app.id),
    get<Views>("/k/v1/preview/app/views.json", { app: app.id }),
  ]);
  if (isWaiting) return t("list.view-pending");
  if (name in views) return t("list.view-taken");
  const index = String(Object.keys(views).length);
  await send("PUT", "/k/v1/preview/app/views.json", {
    app: app.id,
    views: { ...views, [name]: viewOf(app, shown, name, index) },
  });
  return (await deployDraft(app.id)) ? "" : t("list.view-failed");
}

function viewOf(app: App, shown: ListState, name: string, index: string): View {
  const base = listViews(app).find((view) => view.name === shown.view);
  const asked = askedOf(app, shown).query;
  const conditions = [base?.filterCond ?? "", asked].filter((one) => one !== "");
  const sort = sortOf(app, shown);
  return {
    ...{ type: "LIST", name, index },
    fields: columnCodes(app, shown.view),
    filterCond: conditions.length === 2 ? conditions.map((one) => `(${one})`).join(" and ") : (conditions[0] ?? ""),
    sort:
      shown.sort || (base?.sort ?? "") || (sort ? `${sort.code} ${sort.isDescending ? "desc" : "asc"}` : "$id desc"),
  };
}
