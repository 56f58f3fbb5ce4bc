import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newDataFolder, startService, type Service } from "../kit/service.ts";
import { chromiumPath, openBrowser, openWindow, overflows, type SCREENS } from "./browser.ts";

describe.runIf(chromiumPath !== null)(
  "broadcasts in a browser; needs Chromium",
  () => {
    const folder = newDataFolder();
    let service: Service;
    let browser: Browser;
    /** The cookie of whoever opened the sign-in link. */
    let cookies: Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>> = [];

    beforeAll(async () => {
      service = await startService({
        data: folder.data,
        environment: { KALLPANCHIS_CLOCK: "2026-11-25T10:00:00-05:00" },
      });
      browser = await openBrowser();
      const { page } = await openWindow(browser, "laptop");
      await page.goto(service.signInUrl);
      cookies = await page.context().cookies();
      await page.context().close();
    });
    afterAll(async () => {
      await browser.close();
      await service.stop();
      folder.remove();
    });

    async function open(screen: keyof typeof SCREENS, path: string) {
      const window = await openWindow(browser, screen);
      await window.page.context().addCookies(cookies);
      await window.page.goto(`${service.url}${path}`);
      return window;
    }

    async function look(page: Page, name: string): Promise<void> {
      const folderOfPictures = process.env["PICTURES"];
      if (folderOfPictures !== undefined)
        await page.screenshot({ path: `${folderOfPictures}/${name}.png`, fullPage: true });
      expect(await overflows(page)).toBe(false);
    }

    it("an officer looks at what a message would do, sends it, and follows it to the end", async () => {
      const { page, troubles } = await open("phone", "/broadcasts");
      await page.getByText("Todavía no se envió nada a muchos").waitFor();
      await look(page, "phone-empty");
      await page.getByRole("link", { name: "Nuevo envío" }).click();
      await page.getByLabel("Quién lo envía").fill("Ana");
      await page.getByLabel("Para qué es").selectOption("reminders");
      await page.getByLabel("A quiénes").fill("municipality=Nowhere");
      await page.getByLabel("Mensaje en castellano").fill("{name}, ¿viene a la faena?");
      await page.getByLabel("Respuestas para elegir").fill("Sí, No");
      await page.getByRole("button", { name: "Ver a cuántos llega" }).click();
      await page.getByRole("alert").getByText('There is no municipality "Nowhere"').waitFor();
      await page.getByLabel("A quiénes").fill("role=producer");
      await page.getByRole("button", { name: "Ver a cuántos llega" }).click();
      await page.getByText("Así sería").waitFor();
      await look(page, "phone-preview");
      await page.getByRole("button", { name: /^Enviar a \d+/ }).click();
      await page.waitForURL(/\/broadcasts\/[0-9a-f-]{36}$/);
      await look(page, "phone-running");
      await page.locator(".tag-done").waitFor({ timeout: 25_000 });
      await look(page, "phone-done");
      expect(troubles.filter((one) => !one.includes("422"))).toEqual([]);
      await page.context().close();
    });

    it("on a laptop it is planned, paused, resumed and cancelled, and the list shows it", async () => {
      const { page, troubles } = await open("laptop", "/broadcasts/new");
      await page.getByLabel("Quién lo envía").fill("Ana");
      await page.getByLabel("Para qué es").selectOption("reminders");
      await page.getByLabel("Mensaje en castellano").fill("Mañana hay mercado.");
      await page.getByLabel("Cuándo empieza").fill("2026-11-26T08:00");
      await page.getByRole("button", { name: "Ver a cuántos llega" }).click();
      await look(page, "laptop-preview");
      await page.getByRole("button", { name: /^Enviar a \d+/ }).click();
      await page.locator(".tag-scheduled").waitFor();
      await page.getByRole("button", { name: "Pausar" }).click();
      await page.locator(".tag-paused").waitFor();
      await page.getByRole("button", { name: "Continuar" }).click();
      await page.locator(".tag-scheduled").waitFor();
      await look(page, "laptop-scheduled");
      await page.getByRole("button", { name: "Cancelar" }).click();
      await page.locator(".tag-cancelled").waitFor();
      await page.getByText("Se canceló antes").first().waitFor();
      await look(page, "laptop-cancelled");
      await page.goto(`${service.url}/broadcasts`);
      await page.locator(".row").nth(1).waitFor();
      await look(page, "laptop-list");
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    it("a page of another site, or somebody not signed in, changes nothing", async () => {
      const { page } = await open("laptop", "/broadcasts");
      const form = { by: "Eve", to: "role=producer", purpose: "reminders", text: "x" };
      const forged = await page.request.post(`${service.url}/broadcasts`, { form });
      expect(forged.status()).toBe(403);
      const { page: stranger } = await openWindow(browser, "phone");
      const refused = await stranger.request.post(`${service.url}/broadcasts`, {
        form,
        maxRedirects: 0,
      });
      expect(refused.status()).toBe(302);
      expect(refused.headers()["location"]).toBe("/");
      await page.reload();
      expect(await page.getByText("Eve").count()).toBe(0);
      await page.context().close();
      await stranger.context().close();
    });
  },
  60_000,
);
