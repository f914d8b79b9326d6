import type { Browser, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { atRest, watchRequests } from "../../browser/at-rest.ts";
import { violationsOn } from "../../browser/axe.ts";
import { launchBrowser } from "../../support/browser.ts";
import { startAdminFixture, type AdminFixture } from "./fixture-server.ts";

let fixture: AdminFixture;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [fixture, browser] = await Promise.all([startAdminFixture(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await fixture?.stop();
});
beforeEach(async () => {
  fixture.reset();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  watchRequests(page);
});
afterEach(() => page.close());

const go = (path: string) => page.goto(fixture.origin + path);
const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const dialog = (name: string) => page.getByRole("dialog", { name });
const lastWrite = () => fixture.state().writes.at(-1);

test("a hospital and its contact person are registered and invited; the password is shown once", async () => {
  await go("/admin/users/hospital");
  await button("登録して招待へ進む").click();
  const summary = page.locator(".error-summary");
  await summary.getByText("入力内容を確認してください（5件）").waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain("error-summary");
  expect(await violationsOn(page)).toEqual([]);

  await summary.getByRole("link").first().click();
  await page.waitForFunction(() => document.activeElement?.matches("input[name='organization.name']"));
  await page.keyboard.type("新しい病院");
  await expect.poll(() => page.getByLabel("名称").inputValue()).toBe("新しい病院");
  await page.getByLabel("組織コード").fill("新病院");
  await page.keyboard.press("Tab");
  await page.getByText("＊半角の英数字と").waitFor();
  await page.getByLabel("組織コード").fill("new-hospital");
  const parent = page.getByRole("combobox", { name: "上の組織" });
  await parent.fill("ｷｮｳﾄ");
  await parent.fill("京都");
  await page.getByRole("option", { name: "京都府 医療機関" }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await parent.press("Enter");
  await page.getByLabel("氏名").fill("新田 一");
  await page.getByLabel("ログイン名").fill("user-3");
  await page.getByLabel("メールアドレス").fill("nitta@new.example.jp");
  await button("登録して招待へ進む").click();
  await summary.getByText("「user-3」はすでに使われています。").waitFor();
  await expect.poll(() => page.title()).toMatch(/^エラー：/);
  await page.getByLabel("ログイン名").fill("nitta");
  await button("登録して招待へ進む").click();

  const invite = dialog("利用開始の招待を送る");
  await invite.waitFor();
  expect(fixture.state().writes.at(-1)?.body).toEqual({
    organization: { code: "new-hospital", name: "新しい病院", parentCode: "area-2" },
    person: { code: "nitta", name: "新田 一", email: "nitta@new.example.jp", phone: "" },
    groups: ["hospitals"],
  });
  await expect.poll(() => invite.innerText()).toContain("nitta@new.example.jp");
  expect(await violationsOn(page)).toEqual([]);
  await invite.getByLabel("端末の名前").fill("総務課");
  await invite.getByRole("button", { name: "招待メールを送る" }).click();

  const handover = page.getByRole("region", { name: "招待を送りました" });
  await handover.waitFor();
  expect(lastWrite()?.body).toMatchObject({ deviceName: "総務課" });
  await handover.getByText("リンクの期限は 2026年12月21日（月） 15:00 です。").waitFor();
  await expect.poll(() => handover.locator("once-secret code").innerText()).toBe("Tz4-hB8q-Lm3v");
  expect(await violationsOn(page)).toEqual([]);
  const [download] = await Promise.all([page.waitForEvent("download"), button("案内状（PDF）をダウンロード").click()]);
  expect(download.suggestedFilename()).toBe("ご利用開始のご案内_新田 一.pdf");

  await page.getByRole("link", { name: "組織", exact: true }).click();
  await dialog("入力中の内容があります").getByRole("button", { name: "このページに残る" }).click();
  await button("控えたので閉じる").click();
  await expect.poll(() => page.locator("once-secret").count()).toBe(0);
  expect(await page.content()).not.toContain("Tz4-hB8q-Lm3v");
  await page.getByText("受け取り待ち").waitFor();
});

test("an invitation is cancelled, a person suspended and let in again, each after a question that names him", async () => {
  await go("/admin/users/1002");
  await button("招待を取り消す").click();
  const question = dialog("招待を取り消しますか");
  await expect.poll(() => question.innerText()).toContain("高橋 2郎さん");
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("キャンセル");
  await page.keyboard.press("Escape");
  expect(fixture.state().writes).toEqual([]);
  await button("招待を取り消す").click();
  await question.getByRole("button", { name: "招待を取り消す" }).click();
  await page.getByText("未送信").waitFor();

  await button("利用を停止する").click();
  await dialog("利用を停止しますか").getByRole("button", { name: "利用を停止する" }).click();
  await page.getByText("停止中", { exact: true }).waitFor();
  await expect.poll(() => button("招待を送る").count()).toBe(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  await button("利用を再開する").click();
  await dialog("利用を再開しますか").getByRole("button", { name: "利用を再開する" }).click();
  await page.getByText("利用中", { exact: true }).waitFor();
});

test("a new initial password stands on the page until it is noted", async () => {
  await go("/admin/users/1000");
  await button("初期パスワードを作り直す").click();
  await dialog("初期パスワードを作り直しますか").getByRole("button", { name: "初期パスワードを作り直す" }).click();
  await page.getByText("Kw7-nR2m-Xd9p").waitFor();
  await button("コピー").click();
  await page
    .locator("once-secret [role=status]")
    .getByText(/コピー/)
    .waitFor();
});

test("a certificate is revoked only with a reason", async () => {
  await go("/admin/certificates");
  await button(/^失効 ?（鈴木 1郎さん/).click();
  const ask = dialog("電子証明書を失効させますか");
  await ask.getByRole("button", { name: "失効させる" }).click();
  await ask.getByText("＊選んでください。").waitFor();
  expect(fixture.state().writes).toEqual([]);
  expect(await violationsOn(page)).toEqual([]);
  await ask.getByLabel("担当者の交代・異動").check();
  await ask.getByRole("button", { name: "失効させる" }).click();
  await page.getByText("鈴木 1郎さんの電子証明書を失効させました。").waitFor();
  expect(lastWrite()?.body).toEqual({ id: "2001", reason: "affiliationChanged" });
  await page.getByLabel("状態").selectOption("revoked");
  await page.getByText("2件中 1～2件").waitFor();
});

test("an organisation saved by two people at once: the second one sees what differs and decides", async () => {
  await go("/admin/organizations");
  await page.getByRole("searchbox", { name: "名称・コードで探す" }).fill("第2総合");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "神奈川県第2総合病院" }).click();
  await page.getByLabel("名称").fill("わたしの病院");
  const other = fixture.state().organizations.find(({ id }) => id === "101")!;
  Object.assign(other, { name: "先の人の病院", updatedAt: "2026-10-30T00:00:00.000Z" });
  await button("保存").click();
  await page.getByText("ほかの人が先に保存しました。").waitFor();
  await page.getByRole("row", { name: "名称 わたしの病院 先の人の病院" }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await expect.poll(() => page.getByLabel("名称").inputValue()).toBe("わたしの病院");
  await button("保存").click();
  await page.getByRole("heading", { name: "組織", exact: true }).waitFor();
  expect(other.name).toBe("わたしの病院");
});

test("typed work is kept until the person lets it go", async () => {
  await go("/admin/users/1000/edit");
  await page.getByLabel("氏名").fill("田中 改");
  await page.getByRole("link", { name: "グループ", exact: true }).click();
  const question = dialog("入力中の内容があります");
  await question.getByRole("button", { name: "このページに残る" }).click();
  await expect.poll(() => page.getByLabel("氏名").inputValue()).toBe("田中 改");
  await page.getByRole("link", { name: "グループ", exact: true }).click();
  await question.getByRole("button", { name: "離れる" }).click();
  await page.getByRole("heading", { name: "グループ", exact: true }).waitFor();
});

test("people are found by words, state and organisation, and stay found on return", async () => {
  await go("/admin/users");
  await page.getByText("60件中 1～50件").waitFor();
  await page.getByRole("link", { name: "次へ" }).click();
  await page.getByText("60件中 51～60件").waitFor();
  const organization = page.getByRole("combobox", { name: "組織" });
  await organization.fill("第8");
  await organization.press("Enter");
  await page.getByText("3件中 1～3件").waitFor();
  await page.getByLabel("状態").selectOption("suspended");
  await page.getByText("1件中 1～1件").waitFor();
  await page.getByRole("rowheader").getByRole("link").click();
  await page.getByRole("heading", { name: "小林 7郎" }).waitFor();
  await page.goBack();
  await page.getByText("1件中 1～1件").waitFor();
});

test("an announcement is shown as it will look before everybody sees it", async () => {
  await go("/admin/announcements/new");
  await page.getByLabel("題名").fill("説明会のお知らせ");
  await button("内容を確認する").click();
  await page.getByText("入力内容を確認してください（1件）").waitFor();
  await page.getByRole("textbox", { name: "本文" }).click();
  await page.keyboard.type("12月1日に開きます。");
  await page.getByLabel("重要なお知らせにする").click({ delay: 100 });
  await button("内容を確認する").click();
  const preview = dialog("お知らせの確認");
  await preview.getByText("12月1日に開きます。").waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await preview.getByRole("button", { name: "公開する" }).click();
  await page.getByRole("link", { name: "説明会のお知らせ" }).waitFor();
  expect(lastWrite()?.body).toEqual({
    title: "説明会のお知らせ",
    body: "<p>12月1日に開きます。</p>",
    isImportant: true,
  });
  await button(/^削除 ?（説明会のお知らせ/).click();
  await dialog("お知らせを削除しますか").getByRole("button", { name: "お知らせを削除する" }).click();
  await page.getByText("「説明会のお知らせ」を削除しました。").waitFor();
});

test("a secret mail keeps its text; a failed one says why", async () => {
  await go("/admin/mails");
  await button("受け取りパスワードのお知らせ").click();
  await page.getByText("秘密の情報を含むため、本文は表示しません。").waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent?.trim()))
    .toBe("受け取りパスワードのお知らせ");
  await page.getByLabel("状態").selectOption("failed");
  await page.getByRole("row").nth(1).getByText("宛先のメールサーバーが受け取りませんでした").waitFor();
});

test("without the mouse: from the menu to a person's suspension", async () => {
  await go("/admin/groups");
  const walkTo = async (name: string) => {
    await atRest(page);
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const words = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
      if (words === name) return;
    }
    throw new Error(`${name} is not reached by Tab`);
  };
  await page.locator("h1").waitFor();
  await atRest(page);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await walkTo("利用者");
  await page.keyboard.press("Enter");
  await page.getByText("60件中").waitFor();
  await walkTo("田中 健");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "田中 健" }).waitFor();
  await walkTo("利用を停止する");
  await page.keyboard.press("Enter");
  await dialog("利用を停止しますか").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("停止中", { exact: true }).waitFor();
});
