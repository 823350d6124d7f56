/** The first minutes with the extension: no folder of one's own, a sample, the walkthrough. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/tests") });

test("a sample can be opened without its folder, and is checked like any other scenario", async () => {
	await workbench().runCommandAndPick("Raceline: Open Sample…", "dma-vs-hole-punch");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^[✓✗] \w+ .*[\d,]+ states/));
	expect(await workbench().language()).toBe("Raceline");
});

test("a new scenario begins as one of the classic shapes, without a folder, and is checked at once", async () => {
	await workbench().runCommandAndPick("Raceline: New Scenario…", "Pin against fork");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ .*2 of 2 met/));
	expect(await workbench().language()).toBe("Raceline");
});

test("the walkthrough leads through five steps", async () => {
	await workbench().runCommandAndPick("Welcome: Open Walkthrough...", "Get started with Raceline");
	const steps = workbench().page.locator(".getting-started-step .step-title");
	await expect.poll(() => steps.count()).toBe(5);
	await workbench().screenshot("walkthrough");
});

test("the tutorial leads through ten steps, each with its page and its scenario", async () => {
	await workbench().runCommandAndPick("Welcome: Open Walkthrough...", "From a lost update to RCU");
	const page = workbench().page;
	await expect.poll(() => page.locator(".getting-started-step .step-title").count()).toBe(10);
	const headings = () =>
		Promise.all(
			page.frames().map((frame) =>
				frame
					.locator("h1")
					.allTextContents()
					.catch(() => []),
			),
		);
	await expect.poll(async () => (await headings()).flat()).toContain("1. A lost update");
	await workbench().screenshot("tutorial");
	await page.getByText("Open the Scenario", { exact: true }).first().click();
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ /));
});
