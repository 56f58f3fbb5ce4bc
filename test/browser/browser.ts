import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import type { Service } from "../kit/service.ts";

/** Debian's Chromium, or null where there is none: then the browser checks are left out. */
export const chromiumPath =
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "chromium"))
    .find((path) => existsSync(path)) ?? null;

/** A cheap phone and a laptop. */
export const SCREENS = {
  phone: { width: 360, height: 740 },
  laptop: { width: 1280, height: 800 },
};

/** Starts a browser that speaks with this machine only. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? "",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A window, and whatever went wrong in it. */
export interface Window {
  page: Page;
  troubles: string[];
}

/** Opens a window of a size, with a memory of its own. */
export async function openWindow(
  browser: Browser,
  screen: keyof typeof SCREENS,
  colours: "light" | "dark" = "light",
): Promise<Window> {
  const context = await browser.newContext({ viewport: SCREENS[screen], colorScheme: colours });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(message.text());
  });
  return { page, troubles };
}

/** Opens the simulator and the conversation of a demonstration person. */
export async function openChat(service: Service, page: Page, name: string): Promise<void> {
  await page.goto(`${service.url}/chat`);
  await page.locator(".person", { hasText: name }).first().click();
  await page.locator("textarea").waitFor();
}

/** Writes a message as a person does. */
export async function write(page: Page, text: string): Promise<void> {
  await page.locator("textarea").fill(text);
  await page.keyboard.press("Enter");
}

/** True when the page can be pushed sideways, which it never should. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
}
