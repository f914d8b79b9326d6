import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPkcs12 } from "../certificates/pkcs12.ts";
import { issueClientCertificate } from "../certificates/issue-client-certificate.ts";
import { insertCertificate } from "../certificates/store.ts";
import type { Context } from "../http/context.ts";
import { buildDirectory } from "../identity/directory.ts";
import { readDirectoryRows } from "../identity/store.ts";
import { hashPassword } from "../identity/login/hash-password.ts";
import { initialPassword, retrievalPassword } from "../identity/login/initial-password.ts";
import { updatePassword } from "../identity/login/store.ts";
import { addOrganization } from "../identity/people/organizations.ts";
import { addUser } from "../identity/people/users.ts";
import type { Viewer } from "../identity/viewer.ts";
import type { DemoPeople, DemoPerson } from "./demo-workspace.ts";

/** How a person of the demo is tried out. */
export interface DemoEntry {
  code: string;
  name: string;
  organization: string;
  password: string;
  /** Path of the `.p12` below the folder of settings, and what opens it. */
  certificateFile: string;
  certificatePassword: string;
}

const dayMs = 86_400_000;

/**
 * Adds the organisations, level by level because a parent must be known before its children, then the people.
 *
 * @returns the context with them in its directory
 */
export async function addPeople(context: Context, { organizations, people }: DemoPeople): Promise<Context> {
  let present = context;
  const isKnown = (code: string) => present.directory.organizationByCode(code) !== undefined;
  let rest = organizations;
  while (rest.length > 0) {
    const level = rest.filter(({ parent }) => parent === undefined || isKnown(parent));
    if (level.length === 0) throw new Error(`The demo's organisation ${rest[0]!.code} has an unknown parent.`);
    for (const { code, name, parent } of level)
      await addOrganization(present, { code, name, parentCode: parent ?? null });
    present = await refreshed(present);
    rest = rest.filter(({ code }) => !isKnown(code));
  }
  for (const person of people) await addUser(present, { ...person, organizations: [person.organization] });
  return refreshed(present);
}

async function refreshed(context: Context): Promise<Context> {
  return { ...context, directory: buildDirectory(await readDirectoryRows(context.tx)) };
}

/**
 * Registers a certificate for everybody who has one, and writes `.p12` files for those who can be tried out.
 *
 * @param folder - receives the files, mode 0600
 */
export async function addCertificates(context: Context, people: readonly DemoPerson[], folder: string) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const certificates = new Map<string, NonNullable<Viewer["certificate"]>>();
  const entries: DemoEntry[] = [];
  for (const person of people.filter(({ certificate }) => certificate)) {
    const { certificate, entry } = await addCertificate(context, person, folder);
    certificates.set(person.code, certificate);
    if (entry) entries.push(entry);
  }
  return { certificates, entries };
}

async function addCertificate({ tx, directory, platform, now }: Context, person: DemoPerson, folder: string) {
  const user = directory.userByCode(person.code)!;
  const organization = directory.organizationByCode(person.organization)!;
  const { authorities, config, random } = platform;
  const issued = await issueClientCertificate({
    authority: authorities.clientAuthority,
    subject: { loginName: user.code, organizationName: organization.name },
    userId: String(user.id),
    keyType: config.keyType,
    now,
    notAfter: new Date(now.getTime() + 365 * dayMs),
    random,
  });
  const owner = { userId: user.id, deviceName: "業務用パソコン", keyType: config.keyType, issuedBy: null };
  const id = await insertCertificate(tx, issued, owner, now);
  const certificate = { id, serial: issued.serialHex, fingerprint: issued.fingerprint256 };
  if (person.certificate !== "file") return { certificate };

  const certificatePassword = retrievalPassword(random);
  const file = `${person.code}.p12`;
  const pkcs12 = createPkcs12({
    certificate: issued.der,
    privateKey: issued.privateKey,
    additionalCertificates: [authorities.serverAuthority.certificate.raw],
    friendlyName: person.name,
    password: certificatePassword,
    profile: "compat",
    random,
  });
  await writeFile(join(folder, file), pkcs12, { mode: 0o600 });
  const password = initialPassword(random);
  const hash = await hashPassword(password, random);
  await updatePassword(tx, { userId: user.id, hash, mustChange: false, now });
  const { code, name } = person;
  return {
    certificate,
    entry: { code, name, organization: organization.name, password, certificateFile: file, certificatePassword },
  };
}
