import { expect, test } from "vitest";
import { checkPassword, nistPolicy, portalPolicy } from "../../server/identity/login/password-policy.ts";

const owner = { code: "tanaka", name: "田中 健", organization: "みなと中央病院" };

test.each([
  // password                            portal policy says
  ["", ["too-short", "needs-letter", "needs-digit"]],
  ["a1", ["too-short"]],
  ["abcdef1", ["too-short"]],
  ["abcdefgh", ["needs-digit"]],
  ["12345678", ["needs-letter"]],
  ["　　　　　　　　", ["needs-letter", "needs-digit"]], // blanks are characters, and nothing else is there
  ["kaede-5m", []],
  ["かえで五番5もり", []], // letters of any script
  ["ｋａｅｄｅ－５ｍ", []], // NFKC: wide forms count as the narrow ones
  ["👍👍👍👍👍👍a1", []], // code points, not UTF-16 units
  ["👍👍👍a1", ["too-short"]],
  ["correct horse battery 1", []],
  [`${"a1".repeat(63)}b2`, []],
  ["ab1".repeat(43), ["too-long"]], // 129
  ["kaede\u0000-5m", ["control-character"]],
  ["password1", ["expected"]],
  ["PASSWORD1", ["expected"]],
  ["ｐａｓｓｗｏｒｄ１", ["expected"]],
  ["1qaz2wsx", ["expected"]],
  ["madoguchi1", ["expected"]],
  ["tanaka123", ["expected"]],
  ["123tanaka", ["expected"]],
  ["みなと中央病院1a", ["expected"]],
  ["田中 健2026a", ["expected"]],
  ["tanaka-likes-5-mountains", []], // long enough beside the name
  ["a1a1a1a1", ["expected"]],
])("%j", (password, problems) => {
  const found = checkPassword(password, owner, portalPolicy).map(({ message }) => message);
  expect(found).toEqual(problems.map((problem) => `password/${problem}`));
});

test("the NIST preset asks for no composition", () => {
  expect(checkPassword("horse battery", owner, nistPolicy)).toEqual([]);
  expect(checkPassword("password1", owner, nistPolicy)).toEqual([{ message: "password/expected" }]);
});
