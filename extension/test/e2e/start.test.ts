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
