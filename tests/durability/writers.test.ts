import { expect, test } from "vitest";
import { compareWrites, type Outcome } from "./writers.ts";

const attempts = new Map<string, Outcome>([
  ["a", "acknowledged"],
  ["b", "acknowledged"],
  ["c", "uncertain"],
]);

test.each([
  // found              lost   doubled  unknown
  [["a", "b"], [], [], []],
  [["a", "b", "c"], [], [], []], // nobody knows of c, so both is right
  [["a"], ["b"], [], []],
  [["a", "b", "b"], [], ["b"], []],
  [["a", "b", "c", "c"], [], ["c"], []],
  [["a", "b", "x"], [], [], ["x"]],
  [[], ["a", "b"], [], []],
] as const)("of a, b and perhaps c is there: %j", (found, lost, doubled, unknown) => {
  expect(compareWrites(attempts, found)).toEqual({ lost, doubled, unknown });
});
