/**
 * What the walkthrough promises, step by step, with the pictures that it shows. `npm run pictures` copies them to
 * `docs/images`.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({
	folder: join(import.meta.dirname, "fixtures/tests"),
	size: { width: 1240, height: 760 },
	settings: { "window.autoDetectColorScheme": true },
});

/** What can still be read where the walkthrough shows it, 440 pixels wide. */
const part = { x: 48, y: 35, width: 600, height: 440 };

test("opens a sample", async () => {
	await workbench().page.emulateMedia({ colorScheme: "dark" });
	await workbench().runCommandAndPick("Welcome: Open Walkthrough...", "Get started with Raceline");
	await workbench().page.getByText("Open the Sample", { exact: true }).click();
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ /));
	await workbench().toggleSideBar();
	await workbench().picture("walkthrough-open", part);
});

test("it is a race: the squiggle, the order of the steps, the refcount", async () => {
	await expect.poll(() => workbench().squiggles("info")).toBeGreaterThan(0);
	await expect
		.poll(() => workbench().inlayHints())
		.toContainEqual(expect.objectContaining({ text: expect.stringMatching(/#3 refcount 1→2/) }));
	const { tables } = await workbench().hover("p ", "p = get_user_pages_fast");
	expect(tables[0]).toContainEqual(["#3", "reader", "refcount 1 → 2"]);
	await workbench().pictureInBothThemes("editor");
	await workbench().picture("walkthrough-squiggle", part);
});

test("the timeline shows the run", async () => {
	await workbench().runCommand("Raceline: Show Timeline");
	const page = await workbench().webview("timeline.browser.js");
	await expect.poll(() => page.locator(".scenario").textContent()).toBe("dma_vs_hole_punch");
	await expect.poll(() => page.locator(".safe-with").count()).toBe(1);
	// Does nothing where all have been tried for the quick fixes already.
	await page.locator(".grid").press("x");
	await expect
		.poll(() => page.locator(".safe-with").textContent())
		.toMatch(/^Safe with kernel v4\.18: .*Truncate and fallocate wait until .*\d+ changes of kernel or scenario tried$/);
	// The whole run is seen at once.
	await workbench().page.setViewportSize({ width: 1240, height: 880 });
	await expect.poll(() => page.locator(".grid").evaluate((grid) => grid.scrollHeight - grid.clientHeight)).toBe(0);
	await workbench().pictureInBothThemes("timeline");
	await workbench().picture("walkthrough-timeline", { ...part, x: 640 });
	await workbench().page.setViewportSize({ width: 1240, height: 760 });
	await workbench().focusGroup(1);
	await workbench().closeTab("Raceline Timeline");
});

test("the quick fixes of the squiggle have the release that closes it", async () => {
	await workbench().quickFix("dma_write", /^Use kernel v4\.18/, () => workbench().picture("walkthrough-fix", part));
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe/));
});

test("a scenario of one's own begins as one of the classic shapes, and completion knows the kernel", async () => {
	await workbench().runCommandAndPick("Raceline: New Scenario…", "Pin against truncate");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^[✓✗] /));
	await workbench().appendLine("if (p) {", "get_user");
	await expect.poll(() => workbench().suggestions()).toContainEqual(expect.stringContaining("get_user_pages_fast"));
	await workbench().picture("walkthrough-write", part);
});
