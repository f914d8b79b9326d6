import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { failures } from "../../server/errors.ts";

const read = (language: string) =>
  JSON.parse(readFileSync(new URL(`../../server/messages/${language}.json`, import.meta.url), "utf8")) as Record<
    string,
    string
  >;
const [ja, en] = [read("ja"), read("en")];

test("both languages have the same sentences with the same parameters", () => {
  expect(Object.keys(en)).toEqual(Object.keys(ja));
  const parameters = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(ja)) expect([key, parameters(en[key]!)]).toEqual([key, parameters(ja[key]!)]);
});

test("Chinese says what Japanese says, with the same parameters", () => {
  const zh = read("zh");
  const parameters = (sentence: string | undefined) => (sentence?.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(zh)) expect([key, parameters(zh[key])]).toEqual([key, parameters(ja[key])]);
});

test("every failure has a sentence", () => {
  for (const kind of Object.keys(failures)) expect([kind, typeof ja[kind]]).toEqual([kind, "string"]);
});
