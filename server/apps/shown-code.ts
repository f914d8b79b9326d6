/** An app by both its names. */
export interface NamedApp {
  id: string;
  code: string;
}

/** The code as kintone shows it: empty for apps that were made by request, whose code is only made of their id. */
export function shownCode({ id, code }: NamedApp): string {
  return code === `app-${id}` ? "" : code;
}
