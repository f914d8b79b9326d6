import { scrypt, timingSafeEqual } from "node:crypto";
import { Failure } from "../../errors.ts";
import type { RandomSource } from "../../certificates/serial-number.ts";

interface Cost {
  /** Binary logarithm of scrypt's N. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and some 0.2 s each: OWASP's cheat sheet counts it as strong as 2^17/8/1, which needs 128 MiB. */
const present: Cost = { logN: 15, r: 8, p: 3 };
const saltOctets = 16;
const keyOctets = 32;

/** How many hashes are made at one moment, and how many may wait: more would starve everything else. */
const atOnce = 4;
const mostWaiting = 200;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= atOnce) {
    if (waiting.length >= mostWaiting) throw new Failure("server/busy");
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

/**
 * A salted hash that carries its own parameters: `scrypt$15$8$3$SALT$KEY`.
 *
 * @param password - normalised here (NFKC), so that every keyboard gives the same
 * @throws Failure `server/busy` when more than 200 wait
 * @see OWASP Password Storage Cheat Sheet; NIST SP 800-63B-4 section 3.1.1.2
 */
export async function hashPassword(password: string, random: RandomSource): Promise<string> {
  const salt = Buffer.from(random(saltOctets));
  const key = await inTurn(() => derive(password, salt, present));
  return ["scrypt", present.logN, present.r, present.p, salt.toString("base64url"), key.toString("base64url")].join(
    "$",
  );
}

/** Nobody's password: checking against it costs what checking a real one costs. */
const nobodys = ["scrypt", present.logN, present.r, present.p, "AAAAAAAAAAAAAAAAAAAAAA", "A".repeat(43)].join("$");

/**
 * Whether the password belongs to the hash. Takes as long when there is no hash, so that time betrays no account.
 *
 * @param stored - null for an unknown person or one without a password: never right
 */
export async function isPasswordRight(password: string, stored: string | null): Promise<boolean> {
  const { cost, salt, key } = parseHash(stored ?? nobodys);
  const derived = await inTurn(() => derive(password, salt, cost));
  return stored !== null && timingSafeEqual(derived, key);
}

/** Whether a hash was made with older parameters and should be made anew at the next log-in. */
export function isHashOutdated(stored: string): boolean {
  const { cost } = parseHash(stored);
  return cost.logN !== present.logN || cost.r !== present.r || cost.p !== present.p;
}

function parseHash(stored: string) {
  const match = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/.exec(stored);
  if (!match) throw new Error("A stored password hash has an unknown form.");
  const [, logN, r, p, salt = "", key = ""] = match;
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
}

function derive(password: string, salt: Buffer, { logN, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** logN;
  const options = { N, r, p, maxmem: 128 * N * r + 128 * r * p + 1_048_576 };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, keyOctets, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
