import type { FieldProblem } from "../../../app-definitions/field-type.ts";

/** What a password must be, as data: an installation chooses a preset. */
export interface PasswordPolicy {
  /** In code points after NFKC. */
  readonly minLength: number;
  readonly maxLength: number;
  readonly needsLetter: boolean;
  readonly needsDigit: boolean;
  /** How many earlier passwords, the present one included, must not come again. */
  readonly refusesLast: number;
  /** Words that must not be (nearly) the whole password. */
  readonly blocklist: readonly string[];
}

/** Often chosen or leaked passwords that satisfy "letters and digits", and words that everybody here expects. */
const expectedWords = [
  "password1", "password12", "password123", "passw0rd", "p@ssw0rd", "pass1234", "qwerty123", "1q2w3e4r", "1qaz2wsx",
  "abc12345", "abcd1234", "a1234567", "aa123456", "asdf1234", "qwer1234", "test1234", "admin123", "welcome1", "letmein1",
  "iloveyou1", "sakura123", "nippon123", "byouin123", "hospital1", "hospital123", "kusuri123", "tokyo2026", "reiwa2026",
  "security1", "security123", "hajimete1", "changeme1", "madoguchi", "madoguchi1", "kintone", "kintone1", "cybozu1",
  "himitsu1", "himitsu123", "zaq12wsx", "q1w2e3r4", "q1w2e3r4t5", "1234qwer", "12345678a", "123456789a", "a12345678",
] as const; // prettier-ignore

/** The default: what the seed programme asks for, and a blocklist as NIST SP 800-63B-4 wants it. */
export const portalPolicy: PasswordPolicy = {
  minLength: 8,
  maxLength: 128,
  needsLetter: true,
  needsDigit: true,
  refusesLast: 3,
  blocklist: expectedWords,
};

/** Length instead of composition, as NIST SP 800-63B-4 section 3.1.1.2 has it for passwords beside a second factor. */
export const nistPolicy: PasswordPolicy = { ...portalPolicy, needsLetter: false, needsDigit: false, refusesLast: 1 };

/** The person's own words, which strangers guess first. */
export interface PasswordOwner {
  readonly code: string;
  readonly name: string;
  readonly organization: string;
}

/**
 * What is wrong with a chosen password; empty if nothing is. Earlier passwords are looked at elsewhere: only their
 * hashes are known.
 */
export function checkPassword(password: string, owner: PasswordOwner, policy: PasswordPolicy): readonly FieldProblem[] {
  const text = password.normalize("NFKC");
  const length = [...text].length;
  const problems: FieldProblem[] = [];
  if (length < policy.minLength) problems.push({ message: "password/too-short", params: { min: policy.minLength } });
  if (length > policy.maxLength) problems.push({ message: "password/too-long", params: { max: policy.maxLength } });
  if (policy.needsLetter && !/\p{L}/u.test(text)) problems.push({ message: "password/needs-letter" });
  if (policy.needsDigit && !/\p{Nd}/u.test(text)) problems.push({ message: "password/needs-digit" });
  if (/\p{Cc}/u.test(text)) problems.push({ message: "password/control-character" });
  if (problems.length === 0 && isExpected(text, owner, policy)) problems.push({ message: "password/expected" });
  return problems;
}

function isExpected(text: string, owner: PasswordOwner, policy: PasswordPolicy): boolean {
  const folded = fold(text);
  if (policy.blocklist.some((word) => fold(word) === folded)) return true;
  if (new Set(folded).size <= 2) return true;
  return [owner.code, owner.name, owner.organization, "madoguchi", "kintone"].some((word) => {
    const expected = fold(word);
    // A long password may contain the name; one that is little more than the name may not.
    return [...expected].length >= 3 && folded.includes(expected) && [...folded].length - [...expected].length < 6;
  });
}

const fold = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
