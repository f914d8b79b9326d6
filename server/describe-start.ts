import { join, relative } from "node:path";
import type { Config } from "./config.ts";
import type { DemoEntry } from "./demo/add-people.ts";

/** What the operator reads after a start: where the portal is, who can try it out and how, where mails are. */
export function describeStart(config: Config, demo: readonly DemoEntry[]): readonly string[] {
  const folder = relative(process.cwd(), join(config.varFolder, "demo")) || ".";
  const serverCa = relative(process.cwd(), join(config.varFolder, "pki", "server-ca.pem"));
  const people = demo.map((entry) => [
    entry.code,
    entry.password,
    `${folder}/${entry.certificateFile}`,
    entry.certificatePassword,
    `${entry.name}（${entry.organization}）`,
  ]);
  return [
    "",
    `Madoguchi is ready: ${config.publicUrl}   (certificates are handed out at ${config.enrolmentUrl})`,
    ...(demo.length === 0
      ? []
      : [
          "",
          "People of the demo:",
          ...columns([["log-in name", "password", "certificate", "password of the certificate", ""], ...people]),
          "",
          "Import one of the certificates: on Windows and macOS by a double click, in Firefox under Settings > Certificates >",
          "Your Certificates > Import. Then close every window of the browser and open the address.",
          `The browser trusts the server after the import of ${serverCa} as an authority for web sites.`,
        ]),
    "",
    config.smtpUrl
      ? "Mail leaves through SMTP_URL; administrators see it under 管理 > メール."
      : `Mail is kept in ${relative(process.cwd(), join(config.varFolder, "mail"))} (*.eml); administrators read it under 管理 > メール.`,
    "Ctrl+C ends it.",
  ];
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at]!)).join("  ")}`.trimEnd());
}
