import { expect, test } from "vitest";
import { bmpString } from "../../server/certificates/der.ts";
import { keyTypes } from "../../server/certificates/key-types.ts";
import { createPkcs12, pkcs12Key, pkcs12Profiles, type Pkcs12Profile } from "../../server/certificates/pkcs12.ts";
import { handshake } from "./handshake.ts";
import {
  inFolder,
  isInstalled,
  issueTo,
  makeAuthority,
  opensslIsInstalled,
  people,
  pkcs12Judges,
  repeatableRandom,
  run,
} from "./judges.ts";

const clientAuthority = await makeAuthority("Client CA");
const serverCa = (await makeAuthority("Server CA")).certificate.raw;
const leaves = {
  ec: await issueTo(clientAuthority, "ec"),
  rsa2048: await issueTo(clientAuthority, "rsa2048"),
  rsa3072: await issueTo(clientAuthority, "rsa3072"),
};
const password = "kX7-mQ2p-Rt9w-Zb4c";
const friendlyName = "窓口 さくら病院 𠮷田";

const pack = (
  keyType: keyof typeof leaves,
  profile: Pkcs12Profile,
  more: readonly Uint8Array[] = [],
  secret = password,
) =>
  createPkcs12({
    certificate: leaves[keyType].der,
    privateKey: leaves[keyType].privateKey,
    additionalCertificates: more,
    friendlyName,
    password: secret,
    profile,
    random: repeatableRandom("p12"),
  });

const sorted = (certificates: readonly Uint8Array[]) =>
  [...certificates].sort(Buffer.compare).map((raw) => Buffer.from(raw).toString("hex"));

const rows = pkcs12Judges.flatMap((judge) =>
  pkcs12Profiles.flatMap((profile) => keyTypes.map((keyType) => [judge.name, profile, keyType, judge] as const)),
);

test.each(rows)(
  "%s opens %s with %s: leaf, key, name, and the server's CA if it is inside",
  (name, profile, keyType, judge) => {
    const leaf = leaves[keyType];
    for (const more of [[], [serverCa]]) {
      const found = judge.open(pack(keyType, profile, more), password);
      expect(sorted(found.certificates)).toEqual(sorted(name === "Node" ? [leaf.der] : [leaf.der, ...more]));
      expect(found.friendlyName).toBe(judge.prints(friendlyName));
      if (name === "openssl")
        expect(found.keyPem).toBe(leaf.privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim());
    }
    expect(() => judge.open(pack(keyType, profile), "not the password")).toThrow();
  },
);

test.each(pkcs12Judges.flatMap((judge) => pkcs12Profiles.map((profile) => [judge.name, profile, judge] as const)))(
  "%s refuses %s with one octet changed",
  (_, profile, judge) => {
    const p12 = Uint8Array.from(pack("ec", profile));
    p12[200]! ^= 1;
    expect(() => judge.open(p12, password)).toThrow();
  },
);

test.each([
  ["compat", "sha1, Iteration 2048", /pbeWithSHA1And3-KeyTripleDES-CBC/g],
  ["modern", "sha256, Iteration 10000", /PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256/g],
] as const)("%s uses the same strength for both bags and the MAC", (profile, mac, encryption) => {
  const p12 = pack("ec", profile);
  if (!opensslIsInstalled) {
    const identifier = { compat: "060a2a864886f70d010c0103", modern: "060960864801650304012a" }[profile];
    return expect(Buffer.from(p12).toString("hex").split(identifier)).toHaveLength(3);
  }
  const said = inFolder({ "a.p12": p12 }, (folder) =>
    run(folder, "sh", "-c", `openssl pkcs12 -in a.p12 -info -nodes -passin pass:${password} 2>&1`),
  );
  expect(said).toContain(`MAC: ${mac}`);
  expect(said.match(encryption)).toHaveLength(2);
});

test.each(pkcs12Profiles.flatMap((profile) => keyTypes.map((keyType) => [profile, keyType] as const)))(
  "a .p12 %s with %s opens a real door by node:https",
  async (profile, keyType) => {
    const verdict = await handshake({ clientAuthority, pfx: pack(keyType, profile), passphrase: password });
    expect(verdict).toMatchObject({
      isAuthorized: true,
      commonName: people.loginName,
      fingerprint256: leaves[keyType].fingerprint256,
      subjectAltName: `URI:urn:madoguchi:user:${people.userId}`,
    });
  },
);

test("the door does not take a certificate of another CA with the same name, nor none", async () => {
  const namesake = await makeAuthority("Client CA");
  expect(await handshake({ clientAuthority: namesake, pfx: pack("ec", "compat"), passphrase: password })).toMatchObject(
    {
      isAuthorized: false,
      reason: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    },
  );
  const nobody = await handshake({ clientAuthority });
  expect(nobody.isAuthorized).toBe(false);
  expect(nobody.commonName).toBeUndefined();
});

// Compat counts the password as UTF-16, modern as UTF-8 for the bags: a slip shows beyond ASCII only.
test.each(pkcs12Judges.flatMap((judge) => pkcs12Profiles.map((profile) => [judge.name, profile, judge] as const)))(
  "%s opens %s with a Japanese password",
  (_, profile, judge) => {
    expect(
      judge.open(pack("ec", profile, [], "合言葉はさくらの花です"), "合言葉はさくらの花です").certificates,
    ).toHaveLength(1);
  },
);

test.each(pkcs12Profiles)("Java, or else Node, opens %s", (profile) => {
  if (!isInstalled("keytool")) {
    return expect(pkcs12Judges[0]!.open(pack("ec", profile), password).certificates).toEqual([leaves.ec.der]);
  }
  const said = inFolder({ "a.p12": pack("ec", profile) }, (folder) =>
    run(folder, "keytool", "-list", "-rfc", "-storetype", "PKCS12", "-keystore", "a.p12", "-storepass", password),
  );
  expect(said).toContain("PrivateKeyEntry");
  expect(said.replaceAll("\r", "")).toContain(leaves.ec.certificatePem.trim());
});

test("the friendly name stands beside the key as UTF-16, outside the encryption", () => {
  expect(Buffer.from(pack("ec", "compat")).includes(Buffer.from(bmpString(friendlyName)))).toBe(true);
});

test("an empty password is refused", () => {
  expect(() => pack("ec", "compat", [], "")).toThrow(RangeError);
});

test("the same input makes the same file, the next random octets another", () => {
  expect(pack("ec", "modern")).toEqual(pack("ec", "modern"));
  const random = repeatableRandom("p12");
  const again = () =>
    createPkcs12({
      certificate: leaves.ec.der,
      privateKey: leaves.ec.privateKey,
      friendlyName,
      password,
      profile: "modern",
      random,
    });
  expect(again()).not.toEqual(again());
});

// Published vectors of PKCS#12 key derivation with SHA-1, password "smeg" and "queeg".
test.each([
  ["smeg", "0a58cf64530d823f", 1, 1, 24, "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3"],
  ["smeg", "0a58cf64530d823f", 2, 1, 8, "79993dfe048d3b76"],
  ["smeg", "3d83c0e4546ac140", 3, 1, 20, "8d967d88f6caa9d714800ab3d48051d63f73a312"],
  ["queeg", "05dec959acff72f7", 1, 1000, 24, "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4"],
  ["queeg", "05dec959acff72f7", 2, 1000, 8, "11dedad7758d4860"],
  ["queeg", "263216fcc2fab31c", 3, 1000, 20, "5ec4c7a80df652294c3925b6489a7ab857c83476"],
] as const)("key derivation of %s, %s, purpose %d", (secret, salt, purpose, iterations, size, expected) => {
  const key = pkcs12Key({ hash: "sha1", purpose, password: secret, salt: Buffer.from(salt, "hex"), iterations, size });
  expect(Buffer.from(key).toString("hex")).toBe(expected);
});
