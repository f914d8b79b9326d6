import { afterAll, beforeAll, expect, test } from "vitest";
import { addPeople, startPortal, type TestPortal } from "../support/portal.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await startPortal({
    prepare: async (platform) => void (await addPeople(platform, [{ code: "tanaka", organizations: ["a-hospital"] }])),
  });
});
afterAll(() => portal?.stop());

test("a person with certificate and session is inside, one without session is asked to log in", async () => {
  const inside = await portal.login("tanaka");
  expect((await inside.get("/k/v1/nothing.json")).json()).toMatchObject({ code: "MG_NF02" });
  const certificate = await portal.issue("tanaka");
  const page = await portal.client(certificate).fetch("/k/portal");
  expect([page.status, page.headers.location]).toEqual([303, "/login?next=%2Fk%2Fportal"]);
  expect((await portal.client(certificate).fetch("/login")).text).toContain("tanaka");
  expect((await portal.client().fetch("/login")).status).toBe(403);
});
