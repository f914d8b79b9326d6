import { expect, test } from "vitest";
import {
  eraOf,
  fromJapan,
  parseDay,
  parseTime,
  showDay,
  showEvidence,
} from "../../app-definitions/field-types/japanese-dates.ts";

const today = "2026-11-21";

test.each([
  ["2026/11/21", "2026-11-21"],
  ["2026-11-21", "2026-11-21"],
  ["20261121", "2026-11-21"],
  ["２０２６／１１／２１", "2026-11-21"],
  ["2026年11月21日", "2026-11-21"],
  ["2026年11月21日（土）", "2026-11-21"],
  ["令和8年11月21日", "2026-11-21"],
  ["令和元年5月1日", "2019-05-01"],
  ["R8.11.21", "2026-11-21"],
  ["ｒ８/１１/２１", "2026-11-21"],
  ["H31/4/30", "2019-04-30"],
  ["昭和64年1月7日", "1989-01-07"],
  ["S63-12-31", "1988-12-31"],
  ["11/3", "2026-11-03"],
  ["2024/2/29", "2024-02-29"],
  ["2026/2/29", undefined],
  ["2026/13/1", undefined],
  ["2026/11", undefined],
  ["元年5月1日", undefined],
  ["明日", undefined],
  ["", undefined],
])("%j is the day %j", (text, day) => {
  expect(parseDay(text, today)).toBe(day);
});

test.each([
  ["9:05", "09:05"],
  ["905", "09:05"],
  ["0905", "09:05"],
  ["１５：０４", "15:04"],
  ["15時4分", "15:04"],
  ["午後3時", "15:00"],
  ["午前0時", "00:00"],
  ["15", "15:00"],
  ["24:00", undefined],
  ["9:60", undefined],
  ["朝", undefined],
])("%j is the time %j", (text, time) => {
  expect(parseTime(text)).toBe(time);
});

test("days and instants are shown on Japan's clock", () => {
  expect(showDay("2026-11-21", "ja")).toBe("2026年11月21日（土）");
  expect(showDay("2026-11-21", "en")).toBe("Sat, 21 Nov 2026");
  expect(showEvidence("2026-11-20T15:04:05Z", "ja")).toBe("2026年11月21日（土） 00:04:05 JST");
  expect(fromJapan("2026-11-21", "00:30")).toBe("2026-11-20T15:30:00Z");
  expect([eraOf("2019-05-01"), eraOf("2019-04-30"), eraOf("1900-01-01")]).toEqual(["令和元年", "平成31年", ""]);
});
