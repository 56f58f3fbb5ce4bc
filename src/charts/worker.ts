import { parentPort, workerData } from "node:worker_threads";
import type { ChartSpec } from "../core/chart.ts";
import { drawChart } from "./draw.ts";

/** What the service asks of the drawing thread. */
export interface DrawRequest {
  id: number;
  spec: ChartSpec;
}

/** What the drawing thread answers: a picture, or why there is none. */
export type DrawAnswer = { id: number; png: Uint8Array } | { id: number; error: string };

/** What the drawing thread is given when it starts. */
export interface DrawSettings {
  assets: string;
}

async function answer(request: DrawRequest, assets: string): Promise<DrawAnswer> {
  try {
    return { id: request.id, png: await drawChart(request.spec, assets) };
  } catch (error) {
    return { id: request.id, error: error instanceof Error ? error.message : String(error) };
  }
}

const port = parentPort;
if (port !== null) {
  const settings = workerData as DrawSettings;
  port.on("message", (request: DrawRequest) => {
    void answer(request, settings.assets).then((reply) => port.postMessage(reply));
  });
}
