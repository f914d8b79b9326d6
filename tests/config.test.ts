import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "../server/config.ts";

test("nothing set gives the settings of a first try on one's own machine", () => {
  expect(readConfig({})).toEqual({
    port: 8443,
    enrolmentPort: 8444,
    hostNames: ["localhost"],
    varFolder: resolve("var"),
    mailFrom: "Madoguchi <madoguchi@localhost>",
    publicUrl: "https://localhost:8443",
    enrolmentUrl: "https://localhost:8444",
    tlsMinVersion: "TLSv1.3",
    keyType: "ec",
    sessionIdleMinutes: 30,
    sessionAbsoluteHours: 12,
    maxFileBytes: 1_073_741_824,
    loadsDemo: true,
    emptiesTableNumbers: false,
    logLevel: "info",
  });
});

test("an empty variable counts as absent", () => {
  expect(readConfig({ PORT: "", SMTP_URL: "", DATABASE_URL: "", DEMO: "" })).toEqual(readConfig({}));
});

describe("accepted", () => {
  test.each([
    [{ PORT: "443" }, { publicUrl: "https://localhost" }],
    [
      { HOST_NAMES: "Portal.example.jp, 10.0.0.5" },
      { hostNames: ["portal.example.jp", "10.0.0.5"], publicUrl: "https://portal.example.jp:8443" },
    ],
    [{ HOST_NAMES: "::1" }, { hostNames: ["::1"], enrolmentUrl: "https://[::1]:8444" }],
    [{ PUBLIC_URL: "https://portal.example.jp/" }, { publicUrl: "https://portal.example.jp" }],
    [
      { TLS_MIN_VERSION: "TLSv1.2", KEY_TYPE: "rsa2048" },
      { tlsMinVersion: "TLSv1.2", keyType: "rsa2048" },
    ],
    [{ MAX_FILE_MIB: "1" }, { maxFileBytes: 1_048_576 }],
    [{ TABLE_NUMBERS: "kintone" }, { emptiesTableNumbers: true }],
    [
      { DEMO: "false", LOG_LEVEL: "debug" },
      { loadsDemo: false, logLevel: "debug" },
    ],
    [
      { DATABASE_URL: "postgres://o:p@db/m", DATABASE_WEB_URL: "postgres://w:p@db/m" },
      { databaseUrl: "postgres://o:p@db/m", databaseWebUrl: "postgres://w:p@db/m" },
    ],
    [{ SMTP_URL: "smtps://u:p@mail.example.jp:465" }, { smtpUrl: "smtps://u:p@mail.example.jp:465" }],
    [{ MAIL_FROM: "事務局 <desk@example.jp>" }, { mailFrom: "事務局 <desk@example.jp>" }],
    [{ VAR_FOLDER: "/srv/madoguchi" }, { varFolder: "/srv/madoguchi" }],
  ] as const)("%j", (env, expected) => {
    expect(readConfig(env)).toMatchObject(expected);
  });
});

describe("refused, with the variable, the value and what is allowed", () => {
  test.each([
    [{ PORT: "0" }, 'PORT is "0"; allowed is a whole number from 1 to 65535.'],
    [{ PORT: "65536" }, 'PORT is "65536"'],
    [{ PORT: "80a" }, 'PORT is "80a"'],
    [{ PORT: "8444" }, 'ENROLMENT_PORT is "8444"; allowed is a port other than PORT.'],
    [{ SESSION_IDLE_MINUTES: "1.5" }, 'SESSION_IDLE_MINUTES is "1.5"; allowed is a whole number from 1 to 1440.'],
    [{ SESSION_ABSOLUTE_HOURS: "-1" }, 'SESSION_ABSOLUTE_HOURS is "-1"'],
    [{ MAX_FILE_MIB: "1e3" }, 'MAX_FILE_MIB is "1e3"'],
    [{ HOST_NAMES: "a b" }, 'HOST_NAMES is "a b"; allowed is a list of host names or addresses, separated by commas.'],
    [{ HOST_NAMES: "a,,b" }, 'HOST_NAMES is "a,,b"'],
    [{ PUBLIC_URL: "http://portal.example.jp" }, "PUBLIC_URL is"],
    [{ PUBLIC_URL: "https://portal.example.jp/path" }, "PUBLIC_URL is"],
    [{ ENROLMENT_URL: "portal" }, 'ENROLMENT_URL is "portal"'],
    [{ TLS_MIN_VERSION: "TLSv1.1" }, 'TLS_MIN_VERSION is "TLSv1.1"; allowed is TLSv1.3 or TLSv1.2.'],
    [{ KEY_TYPE: "rsa1024" }, 'KEY_TYPE is "rsa1024"; allowed is ec or rsa2048 or rsa3072.'],
    [{ DEMO: "yes" }, 'DEMO is "yes"; allowed is true or false.'],
    [{ LOG_LEVEL: "trace" }, 'LOG_LEVEL is "trace"'],
    [{ MAIL_FROM: "nobody" }, 'MAIL_FROM is "nobody"'],
    [{ MAIL_FROM: "a@b\r\nBcc: c@d" }, "MAIL_FROM is"],
    [{ SMTP_URL: "mail.example.jp" }, 'SMTP_URL is "not an address"'],
    [{ DATABASE_URL: "mysql://u:p@db/m" }, 'DATABASE_URL is "mysql://…"'],
    [{ DATABASE_WEB_URL: "postgres://w:p@db/m" }, "DATABASE_WEB_URL is set without DATABASE_URL; set both."],
  ] as const)("%j", (env, sentence) => {
    const read = () => readConfig(env);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(sentence);
  });

  test("a password in an address is never repeated", () => {
    expect(() => readConfig({ DATABASE_URL: "mysql://u:hunter2@db/m" })).not.toThrow(/hunter2/);
  });
});
