import type { View } from "../../app-definitions/definition.ts";
import { get, send } from "../api.ts";
import { t } from "../messages/text.ts";
import { queryClient } from "../query.ts";
import type { App } from "../wire.ts";
import { askedOf, columnCodes, listViews, sortOf, type ListState } from "./list-state.ts";

const [stepMs, steps] = [300, 100];

interface Views {
  views: Record<string, View>;
  revision: string;
}

/**
 * Adds what a list shows as a view of the app, for everybody, and deploys it. Nothing is touched while the app has other
 * settings waiting to be deployed, because they would go along.
 *
 * @returns why not, in words; empty when the view is there
 * @throws ApiError or NetworkError
 */
export async function saveView(app: App, shown: ListState, name: string): Promise<string> {
  const [live, draft] = await Promise.all([
    get<Views>("/k/v1/app/views.json", { app: app.id }),
    get<Views>("/k/v1/preview/app/views.json", { app: app.id }),
  ]);
  if (live.revision !== draft.revision) return t("list.view-pending");
  if (name in draft.views) return t("list.view-taken");
  const { views } = draft;
  const index = String(Object.keys(views).length);
  await send("PUT", "/k/v1/preview/app/views.json", {
    app: app.id,
    views: { ...views, [name]: viewOf(app, shown, name, index) },
  });
  await send("POST", "/k/v1/preview/app/deploy.json", { apps: [{ app: app.id }] });
  for (let step = 0; step < steps; step += 1) {
    const { apps } = await get<{ apps: { status: string }[] }>("/k/v1/preview/app/deploy.json", { "apps[0]": app.id });
    if (apps[0]?.status === "SUCCESS") {
      await queryClient.invalidateQueries({ queryKey: ["app", app.id] });
      return "";
    }
    if (apps[0]?.status !== "PROCESSING") break;
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  return t("list.view-failed");
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
