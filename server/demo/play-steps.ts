import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { postComment } from "../comments/post-comment.ts";
import { renderPdf } from "../documents/render-pdf.ts";
import { pathOf } from "../files/receive-upload.ts";
import { insertUpload } from "../files/store.ts";
import type { Context } from "../http/context.ts";
import { addRecords } from "../records/add-records.ts";
import { updateRecord } from "../records/update-records.ts";
import type { RecordInput } from "../records/writing/merge-record.ts";
import type { DemoFile, DemoStep } from "./demo-workspace.ts";
import type { InName } from "./open-contexts.ts";

const dayMs = 86_400_000;
const japanAheadMs = 9 * 3_600_000;

/** Lets the people of the demo do what its steps say, each at its own time before `now`, by the ordinary use cases. */
export async function playSteps(inName: InName, steps: readonly DemoStep[], now: Date): Promise<void> {
  const ids = new Map<string, string>();
  for (const run of runsOf(steps)) {
    const [{ by, daysAgo }] = run;
    await inName(by, new Date(now.getTime() - daysAgo * dayMs), (context) => play(context, run, ids, now));
  }
}

type Run = readonly [DemoStep, ...DemoStep[]];

/** Neighbouring additions by one person to one app go in one request, at most 100. */
function runsOf(steps: readonly DemoStep[]): readonly Run[] {
  const runs: [DemoStep, ...DemoStep[]][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    const first = run?.[0];
    const joins = step.do === "add" && first?.do === "add" && first.app === step.app && first.by === step.by;
    if (run && joins && run.length < 100) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

async function play(context: Context, run: Run, ids: Map<string, string>, now: Date): Promise<void> {
  const [step] = run;
  const app = context.apps.byCode(step.app)?.id;
  if (app === undefined) throw new Error(`The demo names the app ${step.app}, which is not deployed.`);
  if (step.do === "add") {
    const records = await Promise.all(run.map((one) => recordOf(context, one, now)));
    const added = await addRecords(context, { app, records });
    run.forEach(({ key }, at) => ids.set(key, added.ids[at]!));
    return;
  }
  const id = ids.get(step.key);
  if (id === undefined) throw new Error(`The demo's step names ${step.key}, which no step before it adds.`);
  if (step.do === "edit") await updateRecord(context, { app, id, record: await recordOf(context, step, now) });
  else await postComment(context, { app, record: id, comment: { text: step.text ?? "" } });
}

async function recordOf(
  context: Context,
  { record, days = {}, files = {} }: DemoStep,
  now: Date,
): Promise<RecordInput> {
  const dates = Object.entries(days).map(
    ([code, n]) => [code, { value: dayInJapan(now.getTime() + n * dayMs) }] as const,
  );
  const uploads = await Promise.all(
    Object.entries(files).map(async ([code, list]) => {
      const keys = await Promise.all(list.map((file) => upload(context, file)));
      return [code, { value: keys.map((fileKey) => ({ fileKey })) }] as const;
    }),
  );
  return { ...record, ...Object.fromEntries([...dates, ...uploads]) };
}

function dayInJapan(ms: number): string {
  return new Date(ms + japanAheadMs).toISOString().slice(0, 10);
}

async function upload({ tx, viewer, now, platform }: Context, { name, lines }: DemoFile): Promise<string> {
  const [title = name, ...text] = lines;
  const body = await renderPdf({
    title,
    language: "ja-JP",
    author: viewer.name,
    createdAt: now,
    footer: title,
    blocks: [
      { kind: "heading", level: 1, text: title },
      ...text.map((line) => ({ kind: "paragraph", text: line }) as const),
    ],
  });
  const key = Buffer.from(platform.random(32)).toString("hex");
  const storageName = Buffer.from(platform.random(16)).toString("hex");
  const path = pathOf(platform.filesFolder, storageName);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, body, { mode: 0o600 });
  await insertUpload(tx, {
    key,
    name,
    content_type: "application/pdf",
    size_bytes: body.length,
    sha256: createHash("sha256").update(body).digest("hex"),
    storage_name: storageName,
    uploaded_by: viewer.userId,
    uploaded_at: now,
  });
  return key;
}
