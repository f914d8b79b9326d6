/**
 * Where to go after the log-in: a path of this portal, whatever the address said.
 *
 * @param asked - from the address; anything that leads to another host, to the API or back to the log-in becomes "/"
 */
export function safePath(asked: string | undefined): string {
  if (!asked || !asked.startsWith("/") || !URL.canParse(asked, "https://portal.invalid")) return "/";
  const url = new URL(asked, "https://portal.invalid");
  const isOurs = url.origin === "https://portal.invalid" && !url.pathname.startsWith("//");
  const isPage = !/^\/(login|logout|password|assets\/|k\/v1\/|v1\/|portal\/v1\/)/.test(url.pathname);
  return isOurs && isPage ? url.pathname + url.search + url.hash : "/";
}
