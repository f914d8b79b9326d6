import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../support/client.ts";
import { startWorld, type Somebody, type World } from "../live/two-hospitals.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const engine = "/live/?EIO=4&transport=polling";

/** Opens a polling connection and gives back its id, as it stands in the logs of proxies. */
async function openSid(who: Somebody): Promise<string> {
  const answer = await who.fetch(engine);
  expect(answer.status).toBe(200);
  return (JSON.parse(answer.text.slice(1)) as { sid: string }).sid;
}

test.each([
  ["alone", (_own: string, other: string) => `sid=${other}`],
  ["after one's own", (own: string, other: string) => `sid=${own}&sid=${other}`],
  ["before one's own", (own: string, other: string) => `sid=${other}&sid=${own}`],
  ["after one's own, spelled otherwise", (own: string, other: string) => `sid=${own}&%73id=${other}`],
  ["after an empty one", (_own: string, other: string) => `sid=&sid=${other}`],
])("another's connection id gives nothing: %s", async (_name, query) => {
  const [own, other] = [await openSid(world.b), await openSid(world.a)];
  const address = `${engine}&${query(own, other)}`;
  const posted = await world.b.fetch(address, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: "40",
  });
  expect(posted.status).toBe(400);
  expect((await world.b.fetch(address)).status).toBe(400);
});

test("one's own connection id works", async () => {
  const address = `${engine}&sid=${await openSid(world.b)}`;
  const posted = await world.b.fetch(address, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: "40",
  });
  expect(posted.text).toBe("ok");
});

test.each([
  ["let in", (): Promise<Answer> => world.b.fetch(engine)],
  ["shut out", (): Promise<Answer> => world.portal.client().fetch(engine)],
  ["broken", (): Promise<Answer> => world.b.fetch("/live/?EIO=4&transport=nonsense")],
])("answers of the engine carry the headers of every other answer: %s", async (_name, ask) => {
  const { headers } = await ask();
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  for (const name of ["strict-transport-security", "x-content-type-options", "referrer-policy", "x-frame-options"]) {
    expect(headers[name], name).toBeTruthy();
  }
  expect(headers["cache-control"]).toBe("no-store");
});
