import { afterAll, beforeAll, expect, test } from "vitest";
import { canary, startWorld, type Somebody, type World } from "../live/two-hospitals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

interface History {
  revisions: { revision: string; by: { code: string } | null; changes: { code: string }[] }[];
  older: boolean;
}
async function history(who: Somebody, input: object = {}): Promise<History & { text: string }> {
  const { app, recordB } = world;
  const answer = await who.get("/portal/v1/record/history.json", { app, id: recordB, ...input });
  expect(answer.status).toBe(200);
  return { ...answer.json<History & { text: string }>(), text: answer.text };
}
const change = async (record: object) => {
  const { sato, app, recordB } = world;
  const answer = await sato.put("/k/v1/record.json", { app, id: recordB, record });
  expect(answer.text).toContain("revision");
};

test("a record that moves to another hospital shows it nothing of the time before", async () => {
  const { b, a, sato } = world;
  expect((await history(b)).revisions.map(({ revision }) => revision)).toEqual(["1"]);
  expect((await history(b)).text).toContain(canary);
  await change({ 電話番号: { value: "03-0000-7777" } });
  await change({
    医療機関: { value: [{ code: "hp-a" }] },
    医療機関名: { value: "移った病院" },
    電話番号: { value: "" },
  });
  await change({ 担当部署: { value: "総務課" } });

  const seen = await history(a);
  expect(seen.revisions.map(({ revision, changes }) => [revision, changes.map(({ code }) => code)])).toEqual([
    ["4", ["担当部署"]],
    ["3", []],
  ]);
  for (const word of [canary, "03-0000-7777", "hp-b"]) expect(seen.text).not.toContain(word);
  expect(seen.older).toBe(false);
  expect((await history(a, { before: 3 })).revisions).toEqual([]);
  expect((await history(sato)).revisions).toHaveLength(4);
});
