import type { Browser, BrowserContext, BrowserContextOptions } from "playwright";
import type { Workspace } from "./server-process.ts";
import type { IssuedCertificate } from "./visitors.ts";

/** What a signed-in context can be opened with. */
export interface OpenOptions extends BrowserContextOptions {
  /** A new one unless given. */
  readonly certificate?: IssuedCertificate;
}

/** A context of `browser` in which `userCode` has logged in already, on a device with its own certificate. */
export async function openAs(
  browser: Browser,
  workspace: Workspace,
  userCode: string,
  { certificate, ...options }: OpenOptions = {},
): Promise<BrowserContext> {
  const held = certificate ?? (await workspace.issue(userCode));
  const context = await openWithCertificate(browser, workspace, held, options);
  const { cookie } = await workspace.login(userCode, held);
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: workspace.url, secure: true, httpOnly: true, sameSite: "Lax" }]);
  return context;
}

/** A context that presents a certificate but has not logged in. */
export function openWithCertificate(
  browser: Browser,
  { url }: Workspace,
  { pfx, password }: IssuedCertificate,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  return browser.newContext({
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    ...options,
    // Playwright speaks TLS itself here and does not know our authority.
    ignoreHTTPSErrors: true,
    clientCertificates: [{ origin: url, pfx, passphrase: password }],
  });
}
