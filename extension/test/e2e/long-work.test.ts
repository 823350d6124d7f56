/** What takes long says so while it runs, and ends when one has enough of it. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

// No search ends by itself before it is cancelled, however long the editor takes for that.
const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/long"), settings: { "raceline.check.maxSeconds": 600 } });

const progress = (title: string) => workbench().page.locator(".notification-toast", { hasText: title });

test("the search for a different run shows how far it has come, and can be asked for again after it was cancelled", async () => {
	await workbench().openFile("many-states.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ race/));
	await workbench().runCommand("Raceline: Show Timeline");
	const page = await workbench().webview("timeline.browser.js");
	await page.getByRole("button", { name: "Next different run" }).click();
	await expect
		.poll(() => progress("Searching for a different run").innerText())
		.toMatch(/waits for the searches of open files|[\d,]+ states/);
	await workbench().screenshot("searching for a different run");
	await progress("Searching for a different run").getByRole("button", { name: "Cancel" }).click();
	await expect.poll(() => progress("Searching for a different run").count()).toBe(0);
	await expect.poll(() => page.getByRole("button", { name: "Next different run" }).isEnabled()).toBe(true);
});

test("so does a run of the tests on another kernel, whose tests are then as if they had not been run", async () => {
	await workbench().runCommand("Testing: Focus on Test Explorer View");
	await workbench().chooseTestAction("many-states.race", "Execute Using Profile...");
	await workbench().pick("Check on Another Kernel…");
	await workbench().pick("v4.17");
	await expect.poll(() => progress("Checking on v4.17").innerText()).toMatch(/waits for the searches of open files|many_states/);
	await progress("Checking on v4.17").getByRole("button", { name: "Cancel" }).click();
	await expect.poll(() => progress("Checking on v4.17").count()).toBe(0);
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringMatching(/many-states\.race \(Skipped\)/));
});
