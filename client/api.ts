/** What the server said no to, in its own words; `errors` is keyed as kintone keys it (`record.CODE.value`). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly code: string,
    readonly id: string,
    message: string,
    readonly errors: Readonly<Record<string, { messages: readonly string[] }>> = {},
  ) {
    super(message);
  }
}

/** The server did not answer at all; trying again later may help. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/** What the person's certificate or log-in was refused for; the whole page gives way to an explanation. */
export interface Ending {
  kind: "certificate" | "ended";
  message: string;
}

let token = "";
let lastContactMs = 0;
const onlineListeners = new Set<(isOnline: boolean) => void>();
const endingListeners = new Set<(ending: Ending) => void>();

/** Sets the token that every writing request carries against forged requests. */
export function useToken(next: string) {
  token = next;
}

/** When the server last answered, in ms of `performance.now()`; log-ins end some time after it. */
export function lastContact(): number {
  return lastContactMs;
}

/** Tells when the connection is lost and when it is back. */
export function onOnlineChange(listener: (isOnline: boolean) => void): () => void {
  onlineListeners.add(listener);
  return () => onlineListeners.delete(listener);
}

/** Tells when the person may no longer be here at all. */
export function onEnding(listener: (ending: Ending) => void): () => void {
  endingListeners.add(listener);
  return () => endingListeners.delete(listener);
}

/** Says that the log-in or the certificate no longer counts. */
export function announceEnding(ending: Ending) {
  for (const listener of endingListeners) listener(ending);
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The address with the filled parameters only. */
export function addressOf(path: string, query: Query = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return filled.length === 0
    ? path
    : `${path}?${new URLSearchParams(filled.map(([name, value]) => [name, String(value)]))}`;
}

/** Leaves for the log-in page, which leads back here. */
export function toLogin(): never {
  location.assign(addressOf("/login", { next: location.pathname + location.search }));
  throw new NetworkError("login");
}

/**
 * Turns a refusal into what the client throws.
 * @throws ApiError always, unless the answer leads away from the page
 */
export function refuse(status: number, body: unknown): never {
  const { code = "", id = "", message = "", errors } = (body ?? {}) as Partial<ApiError>;
  if (status === 401 && code !== "CB_WA01") toLogin();
  if (code === "MG_CT01") announceEnding({ kind: "certificate", message });
  throw new ApiError(status, code, id, message, errors);
}

async function ask(method: string, address: string, body?: unknown): Promise<Response> {
  // Refusals come in the page's language, whatever the browser's own is.
  const headers: Record<string, string> = {
    ...{ Accept: "application/json", "Accept-Language": document.documentElement.lang },
    "X-Requested-With": "XMLHttpRequest",
  };
  if (method !== "GET") {
    headers["X-Madoguchi-Token"] = token;
    headers["Content-Type"] = "application/json";
  }
  let answer: Response;
  try {
    answer = await fetch(address, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch (cause) {
    for (const listener of onlineListeners) listener(false);
    throw new NetworkError("offline", { cause });
  }
  for (const listener of onlineListeners) listener(true);
  lastContactMs = performance.now();
  if (!answer.ok) refuse(answer.status, isJson(answer) ? await answer.json() : undefined);
  return answer;
}

const isJson = (answer: Response) => answer.headers.get("content-type")?.includes("json") === true;

async function call<T>(method: string, address: string, body?: unknown): Promise<T> {
  const answer = await ask(method, address, body);
  return (isJson(answer) ? await answer.json() : undefined) as T;
}

/** Reads; throws ApiError or NetworkError. */
export function get<T>(path: string, query: Query = {}): Promise<T> {
  return call<T>("GET", addressOf(path, query));
}

/** Writes; throws ApiError or NetworkError. Nothing is retried on its own, because a write may have arrived. */
export function send<T = unknown>(method: "POST" | "PUT" | "DELETE", path: string, body: unknown = {}): Promise<T> {
  return call<T>(method, path, body);
}

/** Asks for a document that is made on request and kept nowhere; throws ApiError or NetworkError. */
export async function sendForFile(path: string, body: unknown): Promise<Blob> {
  return (await ask("POST", path, body)).blob();
}

export interface Upload {
  /** Settles with the key of the uploaded file. */
  done: Promise<string>;
  cancel(): void;
}

/** Sends a file, telling progress from 0 to 1; `fetch` cannot tell it, so this uses the older request object. */
export function uploadFile(file: File, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<string>((resolve, reject) => {
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener("error", () => reject(new NetworkError("offline")));
    request.addEventListener("abort", () => reject(new NetworkError("cancelled")));
    request.addEventListener("load", () => {
      try {
        const body: unknown = JSON.parse(request.responseText);
        if (request.status >= 200 && request.status < 300) resolve((body as { fileKey: string }).fileKey);
        else refuse(request.status, body);
      } catch (problem) {
        reject(problem instanceof SyntaxError ? new ApiError(request.status, "", "", "") : problem);
      }
    });
  });
  const form = new FormData();
  form.append("file", file, file.name);
  request.open("POST", "/k/v1/file.json");
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.setRequestHeader("Accept-Language", document.documentElement.lang);
  request.setRequestHeader("X-Madoguchi-Token", token);
  request.send(form);
  return { done, cancel: () => request.abort() };
}
