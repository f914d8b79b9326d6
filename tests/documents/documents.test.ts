import { expect, test } from "vitest";
import { consentCertificate, consentCertificateName, groupHex } from "../../server/documents/consent-certificate.ts";
import { enrolmentLetter, readCharacter } from "../../server/documents/enrolment-letter.ts";
import type { Block } from "../../server/documents/pdf-document.ts";
import { recordPrint } from "../../server/documents/record-print.ts";
import { certificateSample, letterSample, recordSample } from "./samples.ts";

function only<Kind extends Block["kind"]>(blocks: readonly Block[], kind: Kind) {
  return blocks.filter((block): block is Extract<Block, { kind: Kind }> => block.kind === kind);
}

test("a certificate says who, what, when, with which certificate, and all that happened", () => {
  const { blocks } = consentCertificate(certificateSample);
  const values = Object.fromEntries(
    only(blocks, "definitions")
      .flatMap(({ rows }) => rows)
      .map(({ label, value }) => [label, value]),
  );
  expect(values).toMatchObject({
    組織: "医療法人社団 青葉会 みなと中央病院",
    氏名: "髙﨑 美咲",
    同意した日時: "2026年11月21日（土） 15:04:05 JST",
    レコード番号: "128",
    "電子証明書の\nシリアル番号": "5A3F 9C0B 11D2 7E64 88A1 B2C3 D4E5 F607 1829 3A4B",
  });
  expect(only(blocks, "table")[0]?.rows.map((row) => row.slice(0, 2))).toEqual([
    ["2026/04/02 10:15:30", "同意"],
    ["2026/10/03 17:00:01", "撤回"],
    ["2026/11/21 15:04:05", "同意"],
  ]);
});

test.each([
  ["agreed", false, "同意が記録されています"],
  ["withdrawn", true, "この同意は撤回されています"],
] as const)("a chain that ends with %s", (action, isVoid, title) => {
  const last = { ...certificateSample.chain[0]!, action };
  const { blocks } = consentCertificate({ ...certificateSample, chain: [...certificateSample.chain, last] });
  expect(only(blocks, "seal")).toMatchObject([{ title, isVoid }]);
});

test.each([
  ["", ""],
  ["ab", "AB"],
  ["0abcde", "0ABC DE"],
  ["aa:bb:cc:dd:ee", "AABB CCDD EE"],
])("%j is grouped to %j", (hex, grouped) => {
  expect(groupHex(hex)).toBe(grouped);
});

test("the file's name holds nothing that a path could misread", () => {
  expect(consentCertificateName(certificateSample)).toBe("同意証明書-128-20261121.pdf");
  expect(consentCertificateName({ ...certificateSample, recordNumber: "../A-1\r\n" })).toBe(
    "同意証明書-A-1-20261121.pdf",
  );
});

test.each([
  ["I", "大文字\nアイ", "capital\nI"],
  ["l", "小文字\nエル", "small\nL"],
  ["1", "数字\nいち", "digit\n1"],
  ["0", "数字\nゼロ", "digit\n0"],
  ["O", "大文字\nオー", "capital\nO"],
  ["-", "記号\nハイフン", "sign\nhyphen"],
  ["~", "記号\n", "sign\n"],
])("%s is read %j", (character, ja, en) => {
  expect(readCharacter(character, "ja-JP").reading).toBe(ja);
  expect(readCharacter(character, "en").reading).toBe(en);
});

test("the letter holds the password once, character by character, and nowhere in its properties", () => {
  const document = enrolmentLetter(letterSample);
  const [secret] = only(document.blocks, "secret");
  expect(secret?.characters.map(({ character }) => character).join("")).toBe(letterSample.initialPassword);
  const rest = JSON.stringify({ ...document, blocks: document.blocks.filter((block) => block !== secret) });
  expect(rest).not.toContain(letterSample.initialPassword);
});

test("a record prints its sections in order, joins lines and says when a table is empty", () => {
  const { blocks, footer } = recordPrint(recordSample);
  expect(footer).toBe("01 参加申込・機関情報　みなと中央病院");
  const headings = only(blocks, "heading").map(({ level, text }) => `${level} ${text}`);
  expect(headings).toEqual(["1 みなと中央病院", "2 基本情報", "2 システム構成", "3 サーバー一覧", "3 添付ファイル"]);
  expect(only(blocks, "definitions")[1]?.rows[3]).toEqual({ label: "診療科目", value: "内科\n外科\n小児科・新生児科" });
  const [table] = only(blocks, "table");
  expect(table?.columns.map(({ align }) => align)).toEqual(["start", "start", "end", "start"]);
  expect(JSON.stringify(blocks)).toContain("行がありません。");
});

test("a record without anything to show says so", () => {
  const { blocks } = recordPrint({ ...recordSample, sections: [] });
  expect(JSON.stringify(blocks)).toContain("表示する項目がありません。");
});
