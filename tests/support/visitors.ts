import { issueClientCertificate } from "../../server/certificates/issue-client-certificate.ts";
import { createPkcs12 } from "../../server/certificates/pkcs12.ts";
import { insertCertificate } from "../../server/certificates/store.ts";
import { transaction } from "../../server/database.ts";
import { sessionCookie } from "../../server/http/cookies.ts";
import { newSession } from "../../server/identity/login/sessions.ts";
import { insertSession } from "../../server/identity/login/store.ts";
import type { Platform } from "../../server/platform.ts";
import { makeClient, type Client } from "./client.ts";

/** A certificate as a visitor holds it. */
export interface IssuedCertificate {
  readonly pfx: Buffer;
  /** Of the `.p12`. */
  readonly password: string;
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly id: string;
}

/** Ways to stand before the portal of a platform, whether it serves from this process or another. */
export interface Visitors {
  /** Issues and registers a certificate for an existing person. */
  issue(userCode: string, deviceName?: string): Promise<IssuedCertificate>;
  /** A signed-in client of an existing person: certificate (a new one unless given) and session, no password needed. */
  login(userCode: string, certificate?: IssuedCertificate): Promise<Client>;
  /** A client without session, with the certificate given or none. */
  client(certificate?: IssuedCertificate): Client;
}

/** Visitors of the portal that `platform` belongs to. */
export function makeVisitors({ config, database, authorities, clock, random }: Platform): Visitors {
  const ca = authorities.serverCaPem;

  async function userOf(code: string): Promise<{ id: number; organization: string | null }> {
    const [user] = await transaction(database.web, (tx) =>
      tx.rows<{ id: number; organization: string | null }>(
        `select u.id, o.name as organization from user_account u left join organization o on o.id = u.primary_organization_id
         where u.code = $1`,
        [code],
      ),
    );
    if (!user) throw new Error(`There is no person ${code}`);
    return user;
  }

  async function issue(userCode: string, deviceName = "テスト端末"): Promise<IssuedCertificate> {
    const user = await userOf(userCode);
    const issued = await issueClientCertificate({
      authority: authorities.clientAuthority,
      subject: { loginName: userCode, ...(user.organization && { organizationName: user.organization }) },
      userId: String(user.id),
      keyType: "ec",
      now: clock(),
      notAfter: new Date(clock().getTime() + 365 * 86_400_000),
      random,
    });
    const owner = { userId: user.id, deviceName, keyType: "ec" as const, issuedBy: null };
    const id = await transaction(database.web, (tx) => insertCertificate(tx, issued, owner, clock()));
    const password = "test-password-16";
    const { privateKey, der: certificate } = issued;
    const bag = { certificate, privateKey, friendlyName: userCode, password, profile: "compat", random } as const;
    return {
      pfx: Buffer.from(createPkcs12({ ...bag, additionalCertificates: [authorities.serverAuthority.certificate.raw] })),
      password,
      cert: issued.certificatePem,
      key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      fingerprint: issued.fingerprint256,
      id,
    };
  }

  async function login(userCode: string, certificate?: IssuedCertificate): Promise<Client> {
    const held = certificate ?? (await issue(userCode));
    const user = await userOf(userCode);
    const limits = { idleMinutes: config.sessionIdleMinutes, absoluteHours: config.sessionAbsoluteHours };
    const session = newSession(random, limits, clock());
    const owner = { userId: user.id, fingerprint: held.fingerprint, userAgent: "test" };
    await transaction(database.web, async (tx) => {
      await insertSession(tx, session, owner, clock());
      await tx.execute("update user_account set must_change_password = false where id = $1", [user.id]);
    });
    return makeClient({
      url: config.publicUrl,
      ca,
      certificate: held,
      cookie: `${sessionCookie}=${session.id}`,
      token: session.csrfToken,
    });
  }

  return {
    issue,
    login,
    client: (certificate) => makeClient({ url: config.publicUrl, ca, ...(certificate && { certificate }) }),
  };
}
