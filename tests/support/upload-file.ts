import type { Answer, Client } from "./client.ts";

/** Sends a file as kintone's clients do, whole answer back. */
export function sendFile(
  client: Client,
  name: string,
  content: Buffer,
  contentType = "application/pdf",
): Promise<Answer> {
  const boundary = "----madoguchi-test";
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
    `Content-Type: ${contentType}\r\n\r\n`;
  return client.fetch("/k/v1/file.json", {
    method: "POST",
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "x-requested-with": "XMLHttpRequest",
      "x-madoguchi-token": client.token,
    },
    body: Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
}

/** The key of an uploaded file. @throws Error with the answer when it was refused */
export async function uploadFile(client: Client, name: string, content: Buffer, contentType?: string): Promise<string> {
  const answer = await sendFile(client, name, content, contentType);
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return answer.json<{ fileKey: string }>().fileKey;
}
