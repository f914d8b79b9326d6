import type { RandomSource } from "../../certificates/serial-number.ts";

/** Letters and digits that are not mistaken for one another on paper: no 0 O o, 1 I l, no vowels that make words. */
const letters = "bcdfghjkmnpqrstvwxyz";
const digits = "23456789";

/**
 * A random password for a letter: 12 characters in three groups of letters and digits, some 50 bits.
 * Enough behind the door, where ten wrong guesses lock; it must be changed at the first log-in.
 */
export function initialPassword(random: RandomSource): string {
  return [group(random, 3, 1), group(random, 3, 1), group(random, 3, 1)].join("-");
}

/**
 * A random password for the mail that opens an enrolment and the `.p12`: 20 characters in five groups, some 80 bits,
 * because the file's own key derivation protects little.
 */
export function retrievalPassword(random: RandomSource): string {
  return Array.from({ length: 5 }, () => group(random, 3, 1)).join("-");
}

function group(random: RandomSource, letterCount: number, digitCount: number): string {
  return pick(random, letters, letterCount) + pick(random, digits, digitCount);
}

/** Even chances for every character: octets beyond the last whole multiple are drawn again. */
function pick(random: RandomSource, characters: string, count: number): string {
  let picked = "";
  while (picked.length < count) {
    for (const octet of random(count)) {
      if (octet < 256 - (256 % characters.length) && picked.length < count) {
        picked += characters.charAt(octet % characters.length);
      }
    }
  }
  return picked;
}
