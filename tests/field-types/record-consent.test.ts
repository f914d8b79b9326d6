import { expect, test } from "vitest";
import { FieldValueError, type ConsentValue } from "../../app-definitions/field-type.ts";
import { currentTerms } from "../../app-definitions/field-types/consent/consent.ts";
import { recordConsent, type ConsentWitness } from "../../app-definitions/field-types/consent/record-consent.ts";

const terms = [
  { version: "1", title: "規約", body: "一", effectiveOn: "2026-04-01" },
  { version: "2", title: "規約", body: "二", effectiveOn: "2026-10-01" },
];
const witness = (at: string, certificate: ConsentWitness["certificate"] = { serial: "0a", fingerprint: "ff" }) => ({
  user: { code: "u", name: "山田" },
  organization: { code: "o", name: "病院" },
  certificate,
  at: new Date(at),
  digest: ({ body }: { body: string }) => `digest of ${body}`,
});
const spring = "2026-05-01T01:02:03.456Z";
const autumn = "2026-11-01T00:00:00Z";
const agree = (version: string) => ({ action: "AGREE", version }) as const;
const withdraw = { action: "WITHDRAW", version: "" } as const;
const agreed = recordConsent(null, agree("1"), terms, witness(spring));
const withdrawn = recordConsent(agreed, withdraw, terms, witness(autumn));

test("an agreement is evidence that the server alone made", () => {
  expect(agreed).toEqual({
    state: "AGREED",
    version: "1",
    entries: [
      {
        action: "AGREE",
        version: "1",
        at: "2026-05-01T01:02:03Z",
        user: { code: "u", name: "山田" },
        organization: { code: "o", name: "病院" },
        certificate: { serial: "0a", fingerprint: "ff" },
        termsDigest: "digest of 一",
      },
    ],
  });
});

test("a withdrawal concerns the text agreed to, and a new agreement keeps the whole chain", () => {
  expect(withdrawn).toMatchObject({ state: "WITHDRAWN", version: "1" });
  expect(withdrawn.entries[1]).toMatchObject({ action: "WITHDRAW", version: "1", termsDigest: "digest of 一" });
  const again = recordConsent(withdrawn, agree("2"), terms, witness(autumn));
  expect(again.entries.map(({ action, version }) => [action, version])).toEqual([
    ["AGREE", "1"],
    ["WITHDRAW", "1"],
    ["AGREE", "2"],
  ]);
  expect(recordConsent(agreed, agree("2"), terms, witness(autumn)).entries).toHaveLength(2);
});

test.each([
  ["outdated terms", null, agree("1"), witness(autumn), "consent-outdated"],
  ["terms of the future", null, agree("2"), witness(spring), "consent-outdated"],
  ["terms before the first", null, agree("1"), witness("2026-03-31T14:59:59Z"), "consent-outdated"],
  ["terms that never were", null, agree("3"), witness(autumn), "consent-outdated"],
  ["the same terms twice", agreed, agree("1"), witness(spring), "consent-twice"],
  ["a withdrawal of nothing", null, withdraw, witness(spring), "consent-nothing-to-withdraw"],
  ["a second withdrawal", withdrawn, withdraw, witness(autumn), "consent-nothing-to-withdraw"],
  ["no certificate", null, agree("1"), witness(spring, null), "consent-without-certificate"],
  ["a withdrawal without certificate", agreed, withdraw, witness(spring, null), "consent-without-certificate"],
] as const)("refuses %s", (_, previous: ConsentValue | null, intent, seen, message) => {
  expect(() => recordConsent(previous, intent, terms, seen)).toThrow(new FieldValueError({ message }));
});

test("terms come into force at midnight in Japan", () => {
  expect(currentTerms(terms, new Date("2026-09-30T14:59:59Z"))?.version).toBe("1");
  expect(currentTerms(terms, new Date("2026-09-30T15:00:00Z"))?.version).toBe("2");
  expect(currentTerms([], new Date(autumn))).toBeUndefined();
});
