import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWorld, type World } from "../live/two-hospitals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const nul = "a\u0000b";

describe("texts that PostgreSQL cannot keep are the sender's mistake, never a fault of ours", () => {
  test.each<[string, string, (world: World) => object]>([
    ["POST", "/k/v1/record/comment.json", ({ app, recordA }) => ({ app, record: recordA, comment: { text: nul } })],
    ["POST", "/portal/v1/thread/comment.json", () => ({ thread: "1", text: nul })],
    ["GET", "/k/v1/file.json", () => ({ fileKey: nul })],
    ["GET", "/portal/v1/files/view", () => ({ fileKey: nul })],
    [
      "PUT",
      "/k/v1/record.json",
      ({ app, recordA }) => ({ app, id: recordA, record: { 提出資料: { value: [{ fileKey: nul }] } } }),
    ],
    ["GET", "/k/v1/record/comments.json", ({ app, recordA }) => ({ app, record: recordA, offset: "1e300" })],
    ["GET", "/k/v1/record/comments.json", ({ app, recordA }) => ({ app, record: recordA, offset: "9999999999" })],
  ])("%s %s", async (method, path, input) => {
    const answer = await (method === "GET"
      ? world.a.get(path, { ...input(world) })
      : method === "PUT"
        ? world.a.put(path, input(world))
        : world.a.post(path, input(world)));
    expect([400, 404]).toContain(answer.status);
    expect(answer.json()).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  });

  test("inside a bulk request, at the place of the request that holds it", async () => {
    const { app, recordA } = world;
    const record = { 提出資料: { value: [{ fileKey: nul }] } };
    const requests = [{ method: "PUT", api: "/k/v1/record.json", payload: { app, id: recordA, record } }];
    const answer = await world.a.post("/k/v1/bulkRequest.json", { requests });
    expect([400, 404]).toContain(answer.status);
    expect(answer.json()).toMatchObject({ results: [{ code: expect.any(String) }] });
  });

  test("a login name in the header", async () => {
    const header = Buffer.from(`${nul}:x`).toString("base64");
    const client = world.portal.client(world.a.certificate);
    const answer = await client.fetch("/k/v1/apps.json", { headers: { "x-cybozu-authorization": header } });
    expect([400, 401]).toContain(answer.status);
  });

  test("nothing of it was logged as our fault", () => {
    expect(world.portal.logged.filter((line) => line.includes("unexpected"))).toEqual([]);
  });
});

test("a person or organisation out of reach is refused in the very words of one that does not exist", async () => {
  const { a, app, recordA } = world;
  const refusal = async (field: string, code: string) => {
    const answer = await a.put("/k/v1/record.json", { app, id: recordA, record: { [field]: { value: [{ code }] } } });
    const { id: _, ...body } = answer.json<{ id: string }>();
    return JSON.stringify([answer.status, body]).replaceAll(code, "CODE");
  };
  expect(await refusal("医療機関", "hp-b")).toBe(await refusal("医療機関", "hp-z"));
  expect(await refusal("事務局担当者", "hosp-b")).toBe(await refusal("事務局担当者", "hosp-z"));
});

test("an enrolment address that cannot be decoded leads nowhere", async () => {
  const answer = await world.portal.client().fetch(`${world.portal.enrolmentUrl}/enrol/%ff`);
  expect(answer.status).toBe(404);
});

test("a form without an end is the sender's mistake", async () => {
  const { a, portal } = world;
  const answer = await a.fetch("/k/v1/file.json", {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=x", "x-madoguchi-token": a.token },
    body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc',
  });
  expect(answer.status).toBe(400);
  expect(portal.logged.filter((line) => line.includes("unexpected"))).toEqual([]);
});
