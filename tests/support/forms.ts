import type { Answer, Client } from "./client.ts";

/** The cookies that an answer sets, as a request sends them; removed ones are left out. */
export function cookiesOf(answer: Answer): string {
  return (answer.headers["set-cookie"] ?? [])
    .filter((cookie) => !/Max-Age=0/.test(cookie))
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** The value of a hidden field. */
export function hiddenField(page: string, name: string): string {
  return new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(page)?.[1] ?? "";
}

/** Sends a form as a browser of our own site does. */
export function submit(
  client: Client,
  path: string,
  fields: Readonly<Record<string, string>>,
  { cookie = client.cookie, headers = {} }: { cookie?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  return client.fetch(path, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "same-origin",
      ...(cookie && { cookie }),
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

/** Opens the log-in page and sends it with name and password. */
export async function logInByForm(
  client: Client,
  name: string,
  password: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const page = await client.fetch("/login");
  const form = hiddenField(page.text, "form");
  return submit(client, "/login", { form, name, password, ...more }, { cookie: cookiesOf(page) });
}
