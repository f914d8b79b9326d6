import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build } from "vite";
import { watchRequests } from "../../browser/at-rest.ts";
import { violationsOn } from "../../browser/axe.ts";
import { transaction } from "../../../server/database.ts";
import { launchBrowser } from "../../support/browser.ts";
import { addPeople, startPortal, type TestPortal } from "../../support/portal.ts";

let portal: TestPortal;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  portal = await startPortal({
    prepare: async (platform) => {
      await addPeople(platform, [
        { code: "admin", name: "管理 太郎", isAdministrator: true, organizations: ["office"] },
        { code: "tanaka", name: "田中 健", organizations: ["a-hospital"], groups: ["hospitals"] },
      ]);
      const space = { code: "portal", name: "支援事業 ポータル", apps: [], groups: [], administratorsGroup: "office" };
      await transaction(platform.database.web, (tx) =>
        tx.execute(
          "insert into space (code, name, definition, created_at, updated_at) values ($1, $2, $3, now(), now())",
          [space.code, space.name, JSON.stringify(space)],
        ),
      );
    },
  });
  const outDir = join(portal.platform.config.varFolder, "client");
  await build({ configFile: "vite.config.ts", logLevel: "error", build: { outDir, minify: false } });
  browser = await launchBrowser();
  const certificate = await portal.issue("admin");
  const { cookie } = await portal.login("admin", certificate);
  const { pfx, password: passphrase } = certificate;
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    clientCertificates: [{ origin: portal.url, pfx, passphrase }],
  });
  const [name, value] = cookie.split("=") as [string, string];
  await context.addCookies([{ name, value, url: portal.url, secure: true }]);
  page = await context.newPage();
  watchRequests(page);
});
afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

const go = (path: string) => page.goto(portal.url + path);
const button = (name: string) => page.getByRole("button", { name, exact: true });

test("a hospital joins, on the real endpoints: registered, invited, changed, and its certificate revoked", async () => {
  await go("/admin/users/hospital");
  await page.getByLabel("名称").fill("新しい病院");
  await page.getByLabel("組織コード").fill("new-hospital");
  await page.getByRole("combobox", { name: "上の組織" }).fill("office");
  await page.getByRole("option", { name: "office" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByLabel("氏名").fill("新田 一");
  await page.getByLabel("ログイン名").fill("TANAKA");
  await page.getByLabel("メールアドレス").fill("nitta@new.example.jp");
  await button("登録して招待へ進む").click();
  await page
    .locator(".error-summary")
    .getByText(/すでに使われています/)
    .waitFor();
  await page.getByLabel("ログイン名").fill("nitta");
  await button("登録して招待へ進む").click();
  await page.getByLabel("端末の名前").fill("総務課");
  await button("招待メールを送る").click();
  await page.getByRole("region", { name: "招待を送りました" }).waitFor();
  expect((await page.locator("once-secret code").innerText()).length).toBeGreaterThanOrEqual(8);
  expect(await violationsOn(page)).toEqual([]);
  const [download] = await Promise.all([page.waitForEvent("download"), button("案内状（PDF）をダウンロード").click()]);
  expect(download.suggestedFilename()).toContain("新田 一");
  await button("控えたので閉じる").click();
  await page.getByText("受け取り待ち").waitFor();

  await page.getByRole("link", { name: "編集" }).click();
  await page.getByLabel("氏名").fill("新田 一郎");
  await page.getByLabel("hospitals").check();
  await button("保存").click();
  await page.getByRole("heading", { name: "新田 一郎", exact: true }).waitFor();
  await expect.poll(() => page.getByRole("definition").filter({ hasText: "hospitals" }).count()).toBe(1);

  const certificate = await portal.issue("nitta", "総務課");
  const shutOut = portal.client(certificate);
  await page.reload();
  await page.getByRole("button", { name: /^失効/ }).click();
  await page.getByLabel("端末や証明書ファイルの紛失・盗難").check();
  await button("失効させる").click();
  await page.getByText("失効済み").waitFor();
  expect((await shutOut.fetch("/login")).status).toBe(403);

  await button("利用を停止する").click();
  await page
    .getByRole("dialog", { name: "利用を停止しますか" })
    .getByRole("button", { name: "利用を停止する" })
    .click();
  await page.getByText("停止中", { exact: true }).waitFor();
});

test("the lists read from the real endpoints", async () => {
  await go("/admin/users?q=ﾀﾅｶ");
  await page.getByText("条件に合うものがありません。").waitFor();
  await go("/admin/users?q=田中");
  await page.getByRole("link", { name: "田中 健" }).waitFor();
  await go("/admin/users?organization=a-hospital&status=active");
  await page.getByText("1件中 1～1件").waitFor();
  await go("/admin/groups");
  await page.getByRole("link", { name: "hospitals" }).click();
  await page.getByRole("link", { name: "田中 健" }).waitFor();
  await go("/admin/certificates?status=revoked");
  await page.getByText("端末や証明書ファイルの紛失・盗難").waitFor();
  await go("/admin/mails");
  await page.getByText("nitta@new.example.jp").first().waitFor();
  await page.getByRole("row").nth(1).getByRole("button").click();
  await page.getByText("秘密の情報を含むため、本文は表示しません。").waitFor();
  await go("/admin/events");
  await page.getByText("利用を停止", { exact: true }).waitFor();
  await page.getByText("招待を送信", { exact: true }).waitFor();
});

test("a rule decides who is in a group: seen before it is saved, asked about when it puts somebody out", async () => {
  await go("/admin/groups");
  await page.getByRole("link", { name: "hospitals" }).click();
  await page.getByLabel("条件で自動的に決める").check();
  await page.getByText("当てはまる人をここで確かめられます。").waitFor();
  await button("保存").click();
  await page.locator(".error-summary").getByText("条件1の値を入力してください。").waitFor();
  await page.getByRole("combobox", { name: "条件1の組織" }).fill("a-hospital");
  await page.getByRole("option", { name: "a-hospital" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("1人が当てはまります。").waitFor();
  await button("条件を追加").click();
  await page.getByRole("combobox", { name: "条件2の項目" }).selectOption({ label: "ログイン名" });
  await page.getByRole("combobox", { name: "条件2の比べ方" }).selectOption({ label: "が次で始まる" });
  await page.getByRole("textbox", { name: "条件2の値" }).fill("ａｄｍ");
  await page.getByText("当てはまる人はいません。").waitFor();
  await page.getByLabel("どれかの条件に当てはまる人").check();
  await page.getByText("2人が当てはまります。").waitFor();
  await page.getByText(/^新しく加わる人（1人）\s*管理 太郎（office）/).waitFor();
  await page.getByText(/^外れる人（1人）\s*新田 一郎/).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await button("保存").click();
  await button("このまま保存する").click();
  await page
    .getByText(/組織「a-hospital」またはその下の組織に所属している、または、ログイン名が「ａｄｍ」で始まる/)
    .waitFor();
  await page.getByRole("link", { name: "hospitals" }).click();
  await page.getByRole("link", { name: "管理 太郎" }).waitFor();
  await button("条件2を削除").click();
  await page.getByLabel("一人ずつ選ぶ").check();
  await page.getByText("いまのメンバーは、そのまま残ります。").waitFor();
  await button("保存").click();
  await page.getByRole("link", { name: "hospitals" }).click();
  await page.getByRole("link", { name: "管理 太郎" }).waitFor();
});

test("an announcement is published, changed and removed", async () => {
  await go("/admin/announcements/new");
  await page.getByLabel("題名").fill("説明会のお知らせ");
  await page.getByRole("textbox", { name: "本文" }).click();
  await page.keyboard.type("12月1日に開きます。");
  await button("内容を確認する").click();
  await button("公開する").click();
  await page.getByRole("link", { name: "説明会のお知らせ" }).click();
  await page.getByLabel("題名").fill("説明会のお知らせ（変更）");
  await button("内容を確認する").click();
  await button("変更を公開する").click();
  await page.getByRole("link", { name: "説明会のお知らせ（変更）" }).waitFor();
  await page.getByRole("button", { name: /^削除/ }).click();
  await button("お知らせを削除する").click();
  await page.getByText("まだお知らせがありません。").waitFor();
});

test("a second save of the same organisation is told of the first", async () => {
  await go("/admin/organizations");
  await page.getByRole("link", { name: "a-hospital" }).click();
  await page.getByLabel("名称").fill("わたしの病院");
  const other = await portal.login("admin");
  const { organizations } = (await other.get("/portal/v1/admin/organizations.json", { q: "a-hospital" })).json<{
    organizations: { id: string; updatedAt: string }[];
  }>();
  await pause(5); // the stamp must move on
  const saved = await other.put("/portal/v1/admin/organizations.json", {
    ...organizations[0],
    name: "先の人の病院",
    code: undefined,
  });
  expect(saved.status).toBe(200);
  await button("保存").click();
  await page.getByRole("row", { name: "名称 わたしの病院 先の人の病院" }).waitFor();
  await button("保存").click();
  await page.getByRole("link", { name: "わたしの病院" }).waitFor();
});

test("a space is saved as a template, and a new space made from it", async () => {
  await go("/admin/templates");
  await page.getByText("まだテンプレートがありません。").waitFor();
  await page.getByRole("link", { name: "スペースをテンプレートとして保存" }).first().click();
  await page.getByRole("combobox", { name: "元のスペース" }).fill("支援");
  await page.getByRole("option", { name: "支援事業 ポータル" }).click();
  await page.getByLabel("テンプレート名").fill("毎年の支援");
  expect(await violationsOn(page)).toEqual([]);
  await button("保存する").click();
  await page.getByRole("rowheader", { name: "毎年の支援" }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.getByRole("link", { name: "スペースを作る" }).click();
  await page.getByLabel("スペース名").fill("翌年の支援");
  await button("作成する").click();
  await page.getByText("スペース「翌年の支援」を作成しました。").waitFor();
  const made = await transaction(portal.platform.database.web, (tx) =>
    tx.rows("select settings, members from space where name = '翌年の支援'"),
  );
  expect(made).toMatchObject([{ members: [{ entity: { code: "admin" }, isAdmin: true }, {}] }]);
  await page.getByRole("button", { name: "削除" }).click();
  await button("テンプレートを削除する").click();
  await page.getByText("まだテンプレートがありません。").waitFor();
});
