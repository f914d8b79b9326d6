import type { KintoneRestAPIClient } from "@kintone/rest-api-client";
import { expect } from "vitest";
import { installPacks } from "../../server/apps/deploy/install-packs.ts";
import { transaction } from "../../server/database.ts";
import { fillNewSpaces } from "../../server/spaces/fill-new-spaces.ts";
import { startWorkspace, type ClientWorkspace } from "./workspace.ts";

export let workspace: ClientWorkspace;
export let admin: KintoneRestAPIClient;
export let hospital: KintoneRestAPIClient;
export let space: string;
export let packApp: string;

/** Starts a portal with the shipped packs and signs two of kintone's own clients in; `workspace.stop()` ends it. */
export async function startSettingsWorld(): Promise<void> {
  workspace = await startWorkspace();
  const { database, clock } = workspace.platform;
  const { apps } = await installPacks({ database, now: clock() });
  packApp = apps.find(({ code }) => code === "hospital")?.id ?? apps[1]!.id;
  await transaction(database.web, (tx) => fillNewSpaces(tx, clock()));
  space = String((await workspace.sql("select id from space order by id"))[0]!["id"]);
  [admin, hospital] = [await workspace.clientOf("admin"), await workspace.clientOf("hana")];
}

export const text = (code: string, more: object = {}) => ({
  type: "SINGLE_LINE_TEXT" as const,
  code,
  label: code,
  ...more,
});

export async function deploy(...apps: string[]): Promise<string[]> {
  await admin.app.deployApp({ apps: apps.map((app) => ({ app })) });
  const { apps: states } = await admin.app.getDeployStatus({ apps });
  return states.map(({ status }) => status);
}

export async function newApp(name = "備品"): Promise<string> {
  const { app } = await admin.app.addApp({ name });
  await admin.app.addFormFields({
    app,
    properties: { 品名: text("品名"), 数: { type: "NUMBER", code: "数", label: "数" } },
  });
  expect(await deploy(app)).toEqual(["SUCCESS"]);
  return app;
}
