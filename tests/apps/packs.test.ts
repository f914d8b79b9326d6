import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AppDefinition } from "../../app-definitions/definition.ts";
import { installPacks, packsFolder } from "../../server/apps/deploy/install-packs.ts";
import { appEndpoints } from "../../server/apps/endpoints.ts";
import { failureOf, makeWorkspace, now, type Workspace } from "../records/workspace.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace();
});
afterAll(() => workspace.drop());

const call = (who: string, path: string, input: object) =>
  workspace.as(who, (context) => appEndpoints.find((one) => one.path === path)!.run(context, input as never));

test("the shipped packs install, and a second start changes nothing", async () => {
  const first = await installPacks({ database: workspace.database, now });
  expect(first.apps.map(({ code }) => code).sort()).toEqual(["faq", "hospital", "institutions"]);
  expect((await installPacks({ database: workspace.database, now })).apps).toEqual([]);
});

test("an app answers what its reader may see, and does not exist for others", async () => {
  const rows = await workspace.sql("select id, code from app");
  const id = (code: string) => String(rows.find((row) => row["code"] === code)!["id"]);
  for (const path of [
    "/k/v1/app/form/fields.json",
    "/k/v1/app/form/layout.json",
    "/k/v1/app/views.json",
    "/portal/v1/app.json",
  ]) {
    expect((await failureOf(call("a", path, { app: id("institutions") }))).kind).toBe("app/not-found");
    const office = JSON.stringify(await call("sato", path, { app: id("hospital") }));
    const hospital = JSON.stringify(await call("a", path, { app: id("hospital") }));
    if (path.includes("fields") || path.includes("portal")) {
      expect(office).toContain("事務局メモ");
      expect(office).toContain("参加同意");
    }
    expect(hospital).not.toContain("事務局メモ");
  }
  const { apps } = (await call("a", "/k/v1/apps.json", {})) as { apps: { code: string }[] };
  expect(apps.map(({ code }) => code).sort()).toEqual(["faq", "hospital"]);
});

test.each(["00-institutions", "01-hospital", "13-faq"])("whoever reads English reads all of %s in English", (name) => {
  const file = new URL(`medical-security/apps/${name}.json`, packsFolder);
  const { translations, ...definition } = JSON.parse(readFileSync(file, "utf8")) as AppDefinition;
  const shown = /"(?:label|name|title|statement|description)": ?"((?:[^"\\]|\\.)*[ぁ-んァ-ヶ一-龠](?:[^"\\]|\\.)*)"/g;
  const texts = [...JSON.stringify(definition).matchAll(shown)].map(([, text]) => JSON.parse(`"${text}"`) as string);
  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter((text) => !translations?.en?.[text])).toEqual([]);
});
