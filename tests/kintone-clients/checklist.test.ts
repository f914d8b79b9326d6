import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = new URL("./", import.meta.url);
const readme = readFileSync(new URL("README.md", here), "utf8");
const rows = [...readme.matchAll(/^\| (\d+) \| ([^|]+) \| `([^`]+)` \| (.+) \|$/gm)].map(
  ([, line, what, file, title]) => ({ line: Number(line), what, file: file!, title: title! }),
);

test("each of the eighteen lines has a test", () => {
  expect([...new Set(rows.map(({ line }) => line))]).toEqual(Array.from({ length: 18 }, (_, at) => at + 1));
});

test.each(rows)("kintone.md 4.4, line $line, $what: $file holds its test", ({ file, title }) => {
  expect(readFileSync(new URL(file, here), "utf8").includes(title.trim())).toBe(true);
});
