import { get, send } from "../api.ts";
import { appReading } from "../app-reading.ts";
import { queryClient } from "../query.ts";

const [stepMs, steps] = [300, 100];

/** Whether settings of the app wait to be published; the app is read anew, so that its pages say so, too. */
export async function hasWaiting(app: string): Promise<boolean> {
  const { key, read } = appReading(app);
  return Boolean((await queryClient.fetchQuery({ queryKey: key, queryFn: read, staleTime: 0 })).waiting);
}

/**
 * Deploys what is in the app's draft and waits for it, half a minute at most.
 *
 * @returns whether it is live
 * @throws ApiError or NetworkError
 */
export async function deployDraft(app: string): Promise<boolean> {
  await send("POST", "/k/v1/preview/app/deploy.json", { apps: [{ app }] });
  for (let step = 0; step < steps; step += 1) {
    const { apps } = await get<{ apps: { status: string }[] }>("/k/v1/preview/app/deploy.json", { "apps[0]": app });
    if (apps[0]?.status === "SUCCESS") {
      await queryClient.invalidateQueries({ queryKey: ["app", app] });
      return true;
    }
    if (apps[0]?.status !== "PROCESSING") break;
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  return false;
}
